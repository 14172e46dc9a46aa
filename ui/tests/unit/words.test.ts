import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import en from '../../src/locales/en.json';
import id from '../../src/locales/id.json';
import office_en from '../../src/locales/office.en.json';
import office_id from '../../src/locales/office.id.json';

const source = join(__dirname, '../../src');
const files = readdirSync(source, { recursive: true })
  .map(String)
  .filter((name) => /\.(vue|ts)$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(source, name), 'utf8') }));

function flat(words: object, before = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') found.set(before + key, value);
    else for (const [inner, text] of flat(value, `${before}${key}.`)) found.set(inner, text);
  }
  return found;
}
// The office's words are laid over the desk's, as its main.ts does.
const indonesian = new Map([...flat(id), ...flat(office_id)]);
const english = new Map([...flat(en), ...flat(office_en)]);

test('both languages say the same things', () => {
  expect([...english.keys()].sort()).toEqual([...indonesian.keys()].sort());
  for (const [key, text] of [...indonesian, ...english]) expect(text.trim(), key).not.toBe('');
});
test('both languages name the same things in a sentence', () => {
  const names = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
  for (const [key, text] of indonesian) expect(names(english.get(key)!), key).toEqual(names(text));
});
test('every word a screen asks for exists', () => {
  for (const { name, text } of files) {
    for (const [, key] of text.matchAll(/\bt\(\s*'([\w.-]+)'/g)) expect(indonesian.has(key), `${key} in ${name}`).toBe(true);
    for (const [, stem] of text.matchAll(/\bt\(\s*`([\w.-]+\.)\$\{/g)) {
      expect([...indonesian.keys()].some((key) => key.startsWith(stem)), `${stem}* in ${name}`).toBe(true);
    }
  }
});
test('no template holds a sentence of its own', () => {
  for (const { name, text } of files.filter((file) => file.name.endsWith('.vue'))) {
    const template = /<template>([\s\S]*)<\/template>/.exec(text)?.[1] ?? '';
    const bare = template.replace(/\{\{[\s\S]*?\}\}/g, '').replace(/<(?:"[^"]*"|'[^']*'|[^'">])*>/g, '\n');
    const words = bare.split('\n').map((line) => line.trim()).filter((line) => /\p{L}{2,}/u.test(line) && !['Piket', 'CSV', 'PDF'].includes(line.replace(/[^\p{L}]/gu, '')));
    expect(words, name).toEqual([]);
    expect([...template.matchAll(/\s(?:aria-label|title|placeholder|alt)="([^"]*\p{L}[^"]*)"/gu)].map((hit) => hit[1]), name).toEqual([]);
  }
});
test('no screen names an address outside', () => {
  for (const { name, text } of files) expect(text.match(/https?:\/\//g), name).toBeNull();
});

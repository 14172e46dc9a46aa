// The officers' unfinished entries, by document; they outlive a change of screen and the idle lock.
import { reactive } from 'vue';
import { type Draft, makeDraft } from './draft';

const drafts = reactive(new Map<string, Draft>());
export function draftOf(document: string): Draft {
  let draft = drafts.get(document);
  if (!draft) {
    drafts.set(document, makeDraft());
    draft = drafts.get(document)!;
  }
  return draft;
}
export function forgetDraft(document: string) {
  drafts.delete(document);
}

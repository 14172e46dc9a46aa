// The case page's one doing at a time: run it, take the case it gives, or say what is wrong. What an
// item still lacks is made in another part of the page: `letter` and `record` ask for it there.
import { type InjectionKey, inject, type Ref } from 'vue';
import type { FullCase } from './api';

export interface Asked {
  letter?: string; // the item a letter is to make
  record?: string; // the kind of record to write
}
export interface CaseWork {
  busy: Ref<boolean>;
  run: (doing: () => Promise<FullCase>, done?: string) => Promise<boolean>;
  asked: Ref<Asked>;
  letter: (item: string) => void;
  record: (kind: string) => void;
}
export const case_work: InjectionKey<CaseWork> = Symbol('case');
export function useCaseWork(): CaseWork {
  return inject(case_work)!;
}
// The register opened to write this case's row.
export function openRegister(register: string, case_id: string): string {
  return `/registers/${register}?case=${case_id}`;
}

// The case page's one doing at a time: run it, take the case it gives, or say what is wrong.
import { type InjectionKey, inject, type Ref } from 'vue';
import type { FullCase } from './api';

export interface CaseWork {
  busy: Ref<boolean>;
  run: (doing: () => Promise<FullCase>, done?: string) => Promise<boolean>;
}
export const case_work: InjectionKey<CaseWork> = Symbol('case');
export function useCaseWork(): CaseWork {
  return inject(case_work)!;
}

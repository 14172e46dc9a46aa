// True while the lock lies over the screens. A dialog must then let go of the page: an open modal
// dialog makes everything else inert, the sign-in too, even when it is itself hidden.
import type { InjectionKey, Ref } from 'vue';

export const covered: InjectionKey<Ref<boolean>> = Symbol('covered');

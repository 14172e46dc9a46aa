// The time of day, shared by every clock on the screen; moves every half minute.
import { ref } from 'vue';

export const now = ref(new Date());
setInterval(() => (now.value = new Date()), 30000);

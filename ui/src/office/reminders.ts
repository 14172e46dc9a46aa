// Reminders of the positions held: read here once, shown above the inbox and as a number.
import { computed, ref, watch } from 'vue';
import { desk } from '../desk/session';
import { office } from './api';

export const reminders = ref<Awaited<ReturnType<typeof office.reminders>>>([]);
export const unread = computed(() => reminders.value.length);
export async function readReminders() {
  reminders.value = desk.officer ? await office.reminders().catch(() => []) : [];
}
watch(() => desk.officer?.id, () => void readReminders(), { immediate: true });

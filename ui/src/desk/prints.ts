// Papers that are not yet out, for the badge in the header and the print board.
import { computed, ref, watch } from 'vue';
import { api, type Print } from '../api';
import { gently, watchTopics } from '../live';
import { desk } from './session';

export function useOpenPrints() {
  const prints = ref<Print[]>([]);
  const read = gently(async () => {
    if (desk.officer) prints.value = await api.prints(true);
  });
  watchTopics(['print', 'device'], read);
  watch(() => desk.officer?.id, (id) => id && read(), { immediate: true });
  const asking = computed(() => prints.value.filter((print) => print.state === 'unknown' || print.state === 'failed' || print.reasons.length).length);
  return { prints, asking };
}

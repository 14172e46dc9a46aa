// One batch as the screen sees it: read again, gently, whenever the agent says that it, one of its
// pages or one of its letters changed.
import { computed, ref } from 'vue';
import { ApiFault, api, type Batch } from '../api';
import { gently, watchTopics } from '../live';
import { sayFault } from '../shared/notices';

export function useBatch(id: string) {
  const batch = ref<Batch | null>(null);
  const gone = ref(false);
  const take = (read: Batch) => {
    if (read?.id === id && Array.isArray(read.pages)) batch.value = read;
  };
  const readNow = async () => {
    try {
      take(await api.batch(id));
    } catch (error) {
      if (error instanceof ApiFault && error.status === 404) gone.value = true;
      else throw error;
    }
  };
  const read = gently(readNow);
  watchTopics(['batch'], (change) => (!change.id || change.id === id) && read());
  watchTopics(['page', 'document'], (change) => (!change.batch || change.batch === id) && read());
  watchTopics(['session'], read);
  read();

  // Does something and shows the batch as it then is.
  const act = async (doing: () => Promise<unknown>) => {
    try {
      await doing();
      return true;
    } catch (error) {
      sayFault(error);
      return false;
    } finally {
      await readNow().catch(() => undefined);
    }
  };
  const pages = computed(() => (batch.value?.pages ?? []).filter((page) => !page.removed));
  const byId = computed(() => new Map(pages.value.map((page) => [page.id, page])));
  const documents = computed(() =>
    (batch.value?.documents ?? [])
      .map((document) => ({ ...document, pages: document.pages.filter((page) => byId.value.has(page)) }))
      .filter((document) => document.pages.length || document.state === 'entered'),
  );
  return { batch, pages, byId, documents, gone, read, act };
}

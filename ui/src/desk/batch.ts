// One batch as the screen sees it: read again, gently, whenever the agent says that it, one of its
// pages or one of its letters changed.
import { computed, ref, type Ref, watch } from 'vue';
import { ApiFault, api, type Batch, type Document } from '../api';
import { gently, watchTopics } from '../live';
import { sayFault } from '../shared/notices';

// `chosen` is the letter in work: only its proposals are asked for.
export function useBatch(id: string, chosen: Ref<string>) {
  const read_documents = ref(new Map<string, Document>());
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
  watchTopics(['document'], (change) => change.id === chosen.value && readChosen());
  watchTopics(['page', 'document'], (change) => (!change.batch || change.batch === id) && read());
  watchTopics(['session'], read);
  const readChosen = gently(async () => {
    const wanted = chosen.value;
    if (wanted) read_documents.value.set(wanted, await api.document(wanted));
  });
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
      .map((brief): Document => {
        const known = read_documents.value.get(brief.id);
        return {
          ...brief,
          pages: brief.pages.filter((page) => byId.value.has(page) && !byId.value.get(page)!.separator),
          reading: brief.reading || (!known && !brief.proposals && brief.state === 'open'),
          proposals: brief.proposals ?? known?.proposals ?? {},
          duplicates: brief.duplicates ?? known?.duplicates ?? [],
        };
      })
      .filter((document) => document.pages.length || document.state === 'entered'),
  );
  // Reads the proposals again when another letter is taken up, or its pages changed or were read.
  watch(() => {
    const document = documents.value.find((one) => one.id === chosen.value);
    if (!document || document.state !== 'open') return '';
    const states = document.pages.map((page) => `${page}${byId.value.get(page)?.state}${byId.value.get(page)?.turn}`);
    return [document.id, batch.value?.documents.find((one) => one.id === document.id)?.reading, ...states].join(' ');
  }, (key) => key && readChosen(), { immediate: true });
  return { batch, pages, byId, documents, gone, read, act };
}

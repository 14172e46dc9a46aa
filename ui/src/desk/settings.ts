// The scanners found and the settings the next stack is scanned with. Choices last as long as the
// screen; the agent remembers the settings of the last batch.
import { computed, reactive, ref } from 'vue';
import { api, type Received, type Scanner, type Settings } from '../api';

export const scanners = ref<Scanner[]>([]);
export const settings = reactive<Settings>({ scanner: '', source: 'feeder', duplex: false, resolution: 300, mode: 'gray', page_size: 'a4' });
export const received_by = ref<Received>('langsung');
export const receptions: Received[] = ['langsung', 'kurir', 'pos', 'pos-el', 'srikandi'];
export const scanners_known = ref(false);
let changed = false;

export const scanner = computed(() => scanners.value.find((one) => one.id === settings.scanner) ?? scanners.value[0] ?? null);

// Keeps every setting within what the chosen scanner can do.
export function fitSettings() {
  const one = scanner.value;
  if (!one) return;
  settings.scanner = one.id;
  const among = <T>(value: T, choices: T[]) => (choices.length && !choices.includes(value) ? choices[0] : value);
  settings.source = among(settings.source, one.sources);
  settings.mode = among(settings.mode, one.modes);
  settings.page_size = among(settings.page_size, one.page_sizes);
  settings.resolution = among(settings.resolution, one.resolutions);
  if (!one.duplex || settings.source === 'flatbed') settings.duplex = false;
}
export function chose() {
  changed = true;
  fitSettings();
}
export async function readScanners(search = false) {
  const found = search ? await api.searchScanners() : await api.scanners();
  scanners.value = found.scanners ?? [];
  if (!changed && found.settings) Object.assign(settings, found.settings);
  scanners_known.value = true;
  fitSettings();
}

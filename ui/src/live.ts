// The agent's event stream. It says only *what* changed; a screen reads again what it shows.
// After a break every watcher is called once with an empty id, because something may have been
// missed meanwhile.
import { onScopeDispose, ref } from 'vue';

const topics = ['batch', 'page', 'document', 'letter', 'print', 'device', 'session', 'case', 'disposition', 'outgoing', 'appointment', 'reminder', 'post'] as const;
export type Topic = (typeof topics)[number];
export interface Change {
  topic: Topic;
  id: string;
  batch?: string;
}

export const connected = ref(true);

const watchers = new Map<Topic, Set<(change: Change) => void>>(topics.map((topic) => [topic, new Set()]));
let source: EventSource | null = null;
let retry: ReturnType<typeof setTimeout> | undefined;
let wait_ms = 500;
let broken = false;

function tell(change: Change) {
  for (const watcher of watchers.get(change.topic) ?? []) watcher(change);
}

// Opens the stream and keeps it open until disconnect(). A browser gives up for good when the
// agent answers with an error, so the next try is ours: 0.5 s, doubling up to 8 s.
export function connect() {
  const was = connected.value;
  disconnect();
  connected.value = was;
  const stream = new EventSource('/api/events');
  source = stream;
  stream.onopen = () => {
    wait_ms = 500;
    connected.value = true;
    if (broken) {
      broken = false;
      for (const topic of topics) tell({ topic, id: '' });
    }
  };
  stream.onerror = () => {
    stream.close();
    if (source !== stream) return;
    broken = true;
    connected.value = false;
    retry = setTimeout(connect, wait_ms);
    wait_ms = Math.min(wait_ms * 2, 8000);
  };
  for (const topic of topics) {
    stream.addEventListener(topic, (event) => {
      let data: Partial<Change> = {};
      try {
        data = JSON.parse((event as MessageEvent<string>).data || '{}');
      } catch {
        // A line cut short still says that something changed.
      }
      tell({ topic, id: data.id ?? '', batch: data.batch });
    });
  }
}

export function disconnect() {
  clearTimeout(retry);
  source?.close();
  source = null;
  connected.value = true;
}

// Calls `then` for every change of the topics, as long as the calling component lives.
export function watchTopics(wanted: Topic[], then: (change: Change) => void) {
  for (const topic of wanted) watchers.get(topic)?.add(then);
  onScopeDispose(() => {
    for (const topic of wanted) watchers.get(topic)?.delete(then);
  });
}

// Makes of many knocks few readings: one at a time, at least `gap_ms` apart, and always one after
// the last knock. A feeder of 160 pages a minute must not make the screen read 160 batches.
export function gently(read: () => Promise<unknown>, gap_ms = 150): () => void {
  let busy = false;
  let knocked = false;
  const run = async () => {
    if (busy) {
      knocked = true;
      return;
    }
    busy = true;
    knocked = false;
    try {
      await read();
    } catch {
      // The reader shows its own fault; the next knock tries again.
    }
    setTimeout(() => {
      busy = false;
      if (knocked) void run();
    }, gap_ms);
  };
  return () => void run();
}

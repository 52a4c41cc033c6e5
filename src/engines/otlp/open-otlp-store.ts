import { threadFile } from '../../async/thread.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { type FileStoreOptions, openThreadStore } from '../kit/thread-store.ts';
import { checkPlain, listFiles, toOtlpError } from './files/otlp-files.ts';

export const lacks = { fields: ['retryOf', 'key'], reason: 'traces of OpenTelemetry have no' } as const;

/** Opens a file of OTLP/JSON lines, or a folder of them. Rejects with an `InspectorError`. */
export async function openOtlpStore(options: FileStoreOptions): Promise<RunStore> {
  const { place } = options;
  try {
    const files = listFiles(place);
    if (files[0] === place) checkPlain(place);
  } catch (error) {
    throw toOtlpError(error, place);
  }
  const file = threadFile(import.meta.url, './otlp-worker.ts', './otlp-worker.js');
  return openThreadStore({ pollMs: 250, ...options, file, can: { lacks } });
}

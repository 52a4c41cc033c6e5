import { createThread, type Thread } from '../../../async/thread.ts';
import type { ScannedPayload } from '../../../model/payload/lazy/scan-payload.ts';

export type ScanRequest = { readonly type: 'scan'; readonly bytes: Uint8Array<ArrayBuffer> };

type ScanAnswers = { readonly scan: ScannedPayload };

/** Finds the places of large parts of JSON in a thread. */
export type BodyScanner = Thread<ScanRequest, ScanAnswers>;

/** In the build, the worker is a file beside this one. */
export function createBodyScanner(location: string): BodyScanner {
  const file = import.meta.url.endsWith('.ts') ? './scan-body-worker.ts' : './http-scan-worker.js';
  return createThread(new URL(file, import.meta.url), location);
}

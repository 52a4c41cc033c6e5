import { createThread, type Thread, threadFile } from '../../../async/thread.ts';
import type { ScannedPayload } from '../../../model/payload/lazy/scan-payload.ts';

export type ScanRequest = { readonly type: 'scan'; readonly bytes: Uint8Array<ArrayBuffer> };

type ScanAnswers = { readonly scan: ScannedPayload };

/** Finds the places of large parts of JSON in a thread. */
export type BodyScanner = Thread<ScanRequest, ScanAnswers>;

export function createBodyScanner(location: string): BodyScanner {
  return createThread(
    threadFile(import.meta.url, './scan-body-worker.ts', './http-scan-worker.js'),
    location,
  );
}

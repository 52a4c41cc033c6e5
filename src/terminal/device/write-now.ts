import { writeSync } from 'node:fs';
import { errorCode } from '../../model/errors.ts';

const longestWaitMs = 500;
const pauseMs = 5;

type Target = { readonly fd?: number; readonly write: (text: string) => unknown };

/** Writes before it returns, even at exit; gives up silently on a terminal that is gone or stuck. */
export function writeNow(target: Target, text: string): void {
  if (target.fd === undefined) {
    target.write(text);
    return;
  }
  let bytes = Buffer.from(text);
  let waitedMs = 0;
  while (bytes.length > 0 && waitedMs < longestWaitMs) {
    try {
      bytes = bytes.subarray(writeSync(target.fd, bytes));
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
      waitedMs += pauseMs;
    }
  }
}

import { closeSync, constants, openSync, readSync } from 'node:fs';
import { errorCode } from '../../model/errors.ts';

const pauseMs = 2;

type Reading = {
  readonly isDone: () => boolean;
  /** By `performance.now()`. */
  readonly deadline: number;
  readonly receive: (text: string) => void;
};

/** Reads what the terminal sends, before it returns, even at exit. A terminal that is gone ends it. */
export function readAnswers(reading: Reading): void {
  if (reading.isDone()) return;
  let file: number | undefined;
  try {
    file = openSync('/dev/tty', constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    readFrom(file, reading);
  } catch {
    // A terminal that is gone answers nothing.
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readFrom(file: number, { isDone, deadline, receive }: Reading): void {
  const bytes = Buffer.alloc(1_024);
  while (!isDone() && performance.now() < deadline) {
    const length = readSome(file, bytes);
    if (length === 0) return;
    if (length === undefined) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    else receive(bytes.toString('latin1', 0, length));
  }
}

/** `undefined` when there is nothing to read yet. */
function readSome(file: number, bytes: Buffer): number | undefined {
  try {
    return readSync(file, bytes);
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return undefined;
    throw error;
  }
}

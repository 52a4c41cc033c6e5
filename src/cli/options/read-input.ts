import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { errorCode, InspectorError, thrownMessage } from '../../model/errors.ts';
import type { Context } from '../context/context.ts';

/** No server takes more in a request. */
export const mostInputBytes = 64 * 1_024 * 1_024;

/** Reads a value: JSON, `@` and the path of a file or pipe that has JSON, or `-` for standard input. */
export async function readInput(written: string, context: Context): Promise<unknown> {
  if (written === '-')
    return parseJson(await readOr('standard input', () => readStream(context.stdin)), 'standard input');
  if (!written.startsWith('@')) return parseJson(written, '--input');
  const path = written.slice(1);
  return parseJson(await readOr(path, () => readPath(resolve(context.cwd, path))), path);
}

async function readPath(path: string): Promise<string> {
  // Without O_NONBLOCK, opening a pipe waits for a writer, deaf to signals.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    return await readFile(file);
  } finally {
    await file.close().catch(() => {});
  }
}

async function readOr(shown: string, read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (error) {
    const reason = errorCode(error) === 'ENOENT' ? 'there is no such file' : thrownMessage(error);
    throw new InspectorError('usage', `cannot read the input from ${shown}: ${reason}`, { cause: error });
  }
}

async function readFile(file: FileHandle): Promise<string> {
  const stats = await file.stat();
  if (stats.isFIFO()) return readStream(new Socket({ fd: file.fd, readable: true, writable: false }));
  if (!stats.isFile()) throw new Error('it is neither a file nor a pipe');
  if (stats.size > mostInputBytes) throw tooLarge();
  return file.readFile('utf8');
}

async function readStream(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > mostInputBytes) throw tooLarge();
    chunks.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function tooLarge(): Error {
  return new Error('it is larger than 64 MB');
}

function parseJson(json: string, place: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new InspectorError('usage', `the input in ${place} is not JSON`, {
      hint: `write one JSON value, such as '{"email":"ada@example.com"}'; a string needs its quotes`,
      cause: error,
    });
  }
}

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { errorCode, InspectorError, thrownMessage } from '../../model/errors.ts';
import type { Context } from '../context.ts';

/** Reads a value: JSON, `@` and the path of a file or pipe that has JSON, or `-` for standard input. */
export async function readInput(written: string, context: Context): Promise<unknown> {
  if (written === '-') return parseJson(await text(context.stdin), 'standard input');
  if (!written.startsWith('@')) return parseJson(written, '--input');
  const path = written.slice(1);
  return parseJson(await readText(resolve(context.cwd, path), path), path);
}

async function readText(path: string, shown: string): Promise<string> {
  try {
    // Opening a pipe that nobody writes to would wait for a writer, deaf to signals.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      return await readFile(file);
    } finally {
      await file.close().catch(() => {});
    }
  } catch (error) {
    const reason = errorCode(error) === 'ENOENT' ? 'there is no such file' : thrownMessage(error);
    throw new InspectorError('usage', `cannot read the input from ${shown}: ${reason}`, { cause: error });
  }
}

async function readFile(file: FileHandle): Promise<string> {
  const stats = await file.stat();
  if (stats.isFIFO()) return text(new Socket({ fd: file.fd, readable: true, writable: false }));
  if (stats.isFile()) return file.readFile('utf8');
  throw new Error('it is neither a file nor a pipe');
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

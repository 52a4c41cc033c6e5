import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { errorCode, InspectorError, thrownMessage } from '../../model/errors.ts';
import type { Context } from '../context.ts';

/** Reads a value that is given as JSON, as `@` and the path of a file, or as `-` for standard input. */
export async function readInput(written: string, context: Context): Promise<unknown> {
  if (written === '-') return parseJson(await text(context.stdin), 'standard input');
  if (!written.startsWith('@')) return parseJson(written, '--input');
  const path = written.slice(1);
  return parseJson(await readText(resolve(context.cwd, path), path), path);
}

async function readText(path: string, shown: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = errorCode(error) === 'ENOENT' ? 'there is no such file' : thrownMessage(error);
    throw new InspectorError('usage', `cannot read the input from ${shown}: ${reason}`, { cause: error });
  }
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

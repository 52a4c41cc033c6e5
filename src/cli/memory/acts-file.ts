import { appendFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DoneAct } from '../../contract/done-act.ts';
import { makeFolder } from '../../files/folders.ts';
import { readSmallFile, UnfitFile } from '../../files/read-small-file.ts';
import { withLockFile } from '../../files/with-lock-file.ts';
import { errorCode, InspectorError } from '../../model/errors.ts';
import { isRecord } from '../../model/is-record.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import { cutText } from '../../model/text/cut-text.ts';
import { maskText } from '../../model/text/redact.ts';
import type { Context } from '../context/context.ts';
import { replaceFile, userFile } from './kept-file.ts';

const name = 'acts.jsonl';
/** In bytes. Beyond it, the older half goes. */
const mostBytes = 512 * 1_024;
/** In UTF-16 units. */
const longest = 2_500;

type User = Pick<Context, 'userDataFolder'>;

/** Appends an act to a private file that all programs of the user share; resolves with why it could not. */
export async function writeAct(act: DoneAct, user: User): Promise<string | undefined> {
  const path = await userFile(user, name);
  if (path === undefined) return 'there is no home folder to keep it in';
  try {
    appendAct(path, maskAct(act));
    return undefined;
  } catch (error) {
    return `cannot write ${path} (${errorCode(error) ?? String(error)})`;
  }
}

export async function readActs(user: User): Promise<readonly DoneAct[]> {
  const path = await userFile(user, name);
  return path === undefined ? [] : readLines(path).map(tryParseJson).filter(isAct);
}

function appendAct(path: string, act: DoneAct): void {
  makeFolder(dirname(path), 0o700);
  withLockFile(`${path}.lock`, () => {
    appendFileSync(path, `${JSON.stringify(act)}\n`, { mode: 0o600 });
    if (statSync(path).size > mostBytes) dropOlder(path);
  });
}

function dropOlder(path: string): void {
  const lines = readSmallFile(path, 2 * mostBytes)
    .trimEnd()
    .split('\n');
  replaceFile(path, `${lines.slice(Math.ceil(lines.length / 2)).join('\n')}\n`);
}

function readLines(path: string): readonly string[] {
  try {
    return readSmallFile(path, 2 * mostBytes).split('\n');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return [];
    const reason = error instanceof UnfitFile ? error.message : code;
    throw new InspectorError('unreadable', `cannot read ${path}: ${reason}`, { cause: error });
  }
}

function isAct(value: unknown): value is DoneAct {
  if (!isRecord(value)) return false;
  const { at, target, act, on, outcome, command } = value;
  return Number.isFinite(at) && [target, act, on, outcome, command].every(text => typeof text === 'string');
}

/** A reason may quote what a store answered. */
function maskAct({ at, target, act, on, outcome, command }: DoneAct): DoneAct {
  const clean = (text: string) => cutText(maskText(text), longest);
  return { at, target, act, on, outcome: clean(outcome), command: clean(command) };
}

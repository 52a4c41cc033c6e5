import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readSmallFile, UnfitFile } from '../../files/read-small-file.ts';
import { whileLocked } from '../../files/while-locked-file.ts';
import { errorCode } from '../../model/errors.ts';
import { formatMemory, type MemoryContent, noContent, parseMemory } from './memory-content.ts';

const maxBytes = 4 * 1_024 * 1_024;

export function readMemoryFile(path: string): MemoryContent {
  try {
    const text = readSmallFile(path, maxBytes);
    const content = text.trim() === '' ? noContent : parseMemory(JSON.parse(text));
    return content.isUnknown ? unread(`${path} is not in a form that this version knows`, content) : content;
  } catch (error) {
    if (error instanceof UnfitFile) return unread(`cannot read ${path}: ${error.message}`);
    if (error instanceof SyntaxError) return unread(`${path} is not valid JSON`);
    const code = errorCode(error);
    return code === 'ENOENT' ? noContent : unread(`cannot read ${path} (${code})`);
  }
}

function unread(reason: string, content = noContent): MemoryContent {
  return { ...content, problem: `${reason}; the file is left as it is` };
}

type Changed = { readonly content: MemoryContent; readonly problem?: string };

/** Applies a change to what the file holds now, or to `known` if that cannot be read or written any more. */
export function changeMemoryFile(
  path: string,
  known: MemoryContent,
  toNext: (latest: MemoryContent) => MemoryContent,
): Changed {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return whileLocked(`${path}.lock`, () => {
      const latest = readMemoryFile(path);
      if (latest.problem !== undefined) return { content: toNext({ ...known, problem: latest.problem }) };
      const content = toNext(latest);
      if (content !== latest) writeWhole(path, formatMemory(content));
      return { content };
    });
  } catch (error) {
    const problem = `cannot write ${path} (${errorCode(error) ?? String(error)})`;
    return { content: toNext(known), problem };
  }
}

/** Writes the whole file or none of it. */
function writeWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

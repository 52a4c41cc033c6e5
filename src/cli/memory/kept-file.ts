import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { makeFolder } from '../../files/folders.ts';
import { readSmallFile, UnfitFile } from '../../files/read-small-file.ts';
import { withLockFile } from '../../files/with-lock-file.ts';
import { errorCode } from '../../model/errors.ts';
import type { Context } from '../context/context.ts';

type KeptFile<Content> = {
  readonly get: () => Content;
  readonly change: (toNext: (latest: Content) => Content) => void;
  readonly refresh: () => void;
  /** Why nothing is kept after the program ends; `undefined` where it is. */
  readonly problem: () => string | undefined;
};

const noFolder = 'there is no home folder to keep it in';

/** Reads the file on first use. One that cannot be read is never written: changes then last until the end. */
export function keepFile<Content extends FileContent>(
  path: string | undefined,
  form: FileForm<Content>,
): KeptFile<Content> {
  let known: Content | undefined;
  let writeProblem: string | undefined;
  const get = (): Content => {
    known ??= path === undefined ? { ...form.none, problem: noFolder } : readJsonFile(path, form);
    return known;
  };
  const writable = () => ((get().problem ?? writeProblem) === undefined ? path : undefined);
  return {
    get,
    change(toNext) {
      const written = writable();
      if (written === undefined) {
        known = toNext(get());
        return;
      }
      const { content, problem } = changeJsonFile(written, form, get(), toNext);
      known = content;
      writeProblem = problem;
    },
    refresh() {
      const read = writable();
      if (read === undefined) return;
      const before = get();
      const latest = readJsonFile(read, form);
      known = latest.problem === undefined ? latest : { ...before, problem: latest.problem };
    },
    problem: () => get().problem ?? writeProblem,
  };
}

/** `undefined` where the user has no folder; a relative one would be in a project. */
export async function userFile(
  { userDataFolder }: Pick<Context, 'userDataFolder'>,
  name: string,
): Promise<string | undefined> {
  try {
    const path = join(await userDataFolder(), name);
    return isAbsolute(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

export type FileContent = {
  /** Whether parts of the file are not understood. */
  readonly isUnknown?: true;
  readonly problem?: string;
};

export type FileForm<Content extends FileContent> = {
  readonly none: Content;
  /** Whatever of the value can be used. The file is written again only where all of it is understood. */
  readonly parse: (value: unknown) => Content;
  readonly format: (content: Content) => string;
};

export const mostFileBytes = 4 * 1_024 * 1_024;

function readJsonFile<Content extends FileContent>(path: string, form: FileForm<Content>): Content {
  const unread = (reason: string, content = form.none) => ({
    ...content,
    problem: `${reason}; the file is left as it is`,
  });
  try {
    const text = readSmallFile(path, mostFileBytes);
    const content = text.trim() === '' ? form.none : form.parse(JSON.parse(text));
    return content.isUnknown ? unread(`${path} is not in a form that this version knows`, content) : content;
  } catch (error) {
    if (error instanceof UnfitFile) return unread(`cannot read ${path}: ${error.message}`);
    if (error instanceof SyntaxError) return unread(`${path} is not valid JSON`);
    const code = errorCode(error);
    return code === 'ENOENT' ? form.none : unread(`cannot read ${path} (${code})`);
  }
}

type Changed<Content> = { readonly content: Content; readonly problem?: string };

/** Applies a change to what the file holds now, or to `known` if that cannot be read or written any more. */
function changeJsonFile<Content extends FileContent>(
  path: string,
  form: FileForm<Content>,
  known: Content,
  toNext: (latest: Content) => Content,
): Changed<Content> {
  try {
    makeFolder(dirname(path), 0o700);
    return withLockFile(`${path}.lock`, () => {
      const latest = readJsonFile(path, form);
      if (latest.problem !== undefined) return { content: toNext({ ...known, problem: latest.problem }) };
      const content = toNext(latest);
      if (content !== latest) replaceFile(path, form.format(content));
      return { content };
    });
  } catch (error) {
    const problem = `cannot write ${path} (${errorCode(error) ?? String(error)})`;
    return { content: toNext(known), problem };
  }
}

export function replaceFile(path: string, text: string): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

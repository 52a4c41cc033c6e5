import { isAbsolute, join } from 'node:path';
import type { Context } from '../context/context.ts';
import { changeJsonFile, type FileContent, type FileForm, readJsonFile } from './json-file.ts';

export type KeptFile<Content> = {
  readonly get: () => Content;
  /** Keeps what another program wrote meanwhile. */
  readonly change: (toNext: (latest: Content) => Content) => void;
  /** Reads what others wrote meanwhile. */
  readonly refresh: () => void;
  /** Why nothing is kept after the program ends; `undefined` where it is. */
  readonly problem: () => string | undefined;
};

const noFolder = 'there is no home folder to keep it in';

/**
 * A file that is read on first use and may be missing. Without a path, and where it cannot be read, it is
 * never written, and changes last until the end.
 */
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

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../files/make-folder.ts';
import { readSmallFile, UnfitFile } from '../../files/read-small-file.ts';
import { withLockFile } from '../../files/with-lock-file.ts';
import { errorCode } from '../../model/errors.ts';

/** What a file of the user holds. */
export type FileContent = {
  /** Set where parts of the file are not understood. */
  readonly isUnknown?: true;
  /** Why the file is never written. */
  readonly problem?: string;
};

export type FileForm<Content extends FileContent> = {
  readonly none: Content;
  /** What can be used of the value. The file may only be written again where all of it is understood. */
  readonly parse: (value: unknown) => Content;
  readonly format: (content: Content) => string;
};

export const mostFileBytes = 4 * 1_024 * 1_024;

export function readJsonFile<Content extends FileContent>(path: string, form: FileForm<Content>): Content {
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
export function changeJsonFile<Content extends FileContent>(
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
      if (content !== latest) writeWhole(path, form.format(content));
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

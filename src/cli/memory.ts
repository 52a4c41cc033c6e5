import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readSmallFile, UnfitFile } from '../files/read-small-file.ts';
import { errorCode } from '../model/errors.ts';
import { isRecord } from '../model/is-record.ts';
import type { Memory } from '../state/session/effects.ts';

type SavedView = { readonly label: string; readonly filter: string };

type Remembered = {
  readonly filters: readonly string[];
  readonly views: readonly SavedView[];
  /** Members that this version does not know, which are written back as they are. */
  readonly others: Readonly<Record<string, unknown>>;
  /** Why the file cannot be read as a whole; then it is never written. */
  readonly problem?: string;
};

const mostFilters = 50;
const maxBytes = 4 * 1_024 * 1_024;

/**
 * Remembers filters and views in a JSON file, which is read on first use and may be missing. A change keeps
 * what another inspector wrote meanwhile. A file that cannot be read is never written: changes then last
 * until the end.
 */
export function createMemory(path: string): Memory {
  let remembered: Remembered | undefined;
  let writeProblem: string | undefined;
  const get = (): Remembered => {
    remembered ??= readRemembered(path);
    return remembered;
  };
  const change = (toNext: (latest: Remembered) => Remembered): void => {
    const before = get();
    const isInFile = before.problem === undefined && writeProblem === undefined;
    const latest = isInFile ? readRemembered(path) : before;
    remembered = toNext(latest.problem === undefined ? latest : { ...before, problem: latest.problem });
    writeProblem = remembered.problem === undefined ? write(path, remembered) : undefined;
  };
  return {
    filters: () => get().filters,
    rememberFilter: filter => {
      const text = stripControls(filter);
      change(latest => ({
        ...latest,
        filters: [...latest.filters.filter(other => other !== text), text].slice(-mostFilters),
      }));
    },
    views: () => get().views,
    saveView: (label, filter) => {
      const view = { label: stripControls(label), filter: stripControls(filter) };
      change(latest => ({
        ...latest,
        views: [...latest.views.filter(other => other.label !== view.label), view],
      }));
    },
    problem: () => get().problem ?? writeProblem,
  };
}

/** Control characters that were pasted, or put into the file, must not reach the terminal. */
function stripControls(text: string): string {
  return text.replace(/\p{Cc}/gu, '');
}

function readRemembered(path: string): Remembered {
  try {
    const text = readSmallFile(path, maxBytes);
    return text.trim() === '' ? nothing : parseRemembered(JSON.parse(text), path);
  } catch (error) {
    if (error instanceof UnfitFile) return { ...nothing, problem: `cannot read ${path}: ${error.message}` };
    if (error instanceof SyntaxError) return { ...nothing, problem: `${path} is not valid JSON` };
    const code = errorCode(error);
    return code === 'ENOENT' ? nothing : { ...nothing, problem: `cannot read ${path} (${code})` };
  }
}

const nothing: Remembered = { filters: [], views: [], others: {} };

/** What can be used of the value. The file may only be written again where all of it is understood. */
function parseRemembered(value: unknown, path: string): Remembered {
  const { filters = [], views = [], ...others } = isRecord(value) ? value : {};
  const [allFilters, allViews] = [toList(filters), toList(views)];
  const known = {
    filters: allFilters.filter(filter => typeof filter === 'string').map(stripControls),
    views: allViews.filter(isView).map(cleanView),
    others,
  };
  const isWhole =
    isRecord(value) &&
    Array.isArray(filters) &&
    Array.isArray(views) &&
    known.filters.length === allFilters.length &&
    known.views.length === allViews.length;
  return isWhole ? known : { ...known, problem: `${path} is not in a form that this version knows` };
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isView(value: unknown): value is SavedView {
  return isRecord(value) && typeof value.label === 'string' && typeof value.filter === 'string';
}

/** Keeps the members of a view that this version does not know. */
function cleanView(view: SavedView): SavedView {
  return { ...view, label: stripControls(view.label), filter: stripControls(view.filter) };
}

/** Writes the whole file or none of it. Returns why it could not be written, as in a read-only home. */
function write(path: string, { filters, views, others }: Remembered): string | undefined {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const draft = `${path}.${process.pid}.new`;
    writeFileSync(draft, JSON.stringify({ ...others, filters, views }, undefined, 2), { mode: 0o600 });
    renameSync(draft, path);
    return undefined;
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    return `cannot write ${path} (${code})`;
  }
}

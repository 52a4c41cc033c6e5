import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Memory } from '../state/session/effects.ts';

type Remembered = {
  readonly filters: readonly string[];
  readonly views: readonly { readonly label: string; readonly filter: string }[];
};

const filtersAtMost = 50;

/**
 * What is remembered from one start to the next, in a JSON file that is read on first use and may be missing.
 * Each change is made to what the file holds by then, so that another inspector's is kept.
 */
export function createMemory(path: string): Memory {
  let remembered: Remembered | undefined;
  let isWritten = true;
  const get = (): Remembered => {
    remembered ??= readRemembered(path);
    return remembered;
  };
  const change = (toNext: (latest: Remembered) => Remembered): void => {
    remembered = toNext(isWritten ? readRemembered(path) : get());
    isWritten = writeQuietly(path, remembered);
  };
  return {
    filters: () => get().filters,
    rememberFilter: filter => {
      const text = withoutControls(filter);
      change(({ filters, views }) => ({
        views,
        filters: [...filters.filter(other => other !== text), text].slice(-filtersAtMost),
      }));
    },
    views: () => get().views,
    saveView: (label, filter) => {
      const view = { label: withoutControls(label), filter: withoutControls(filter) };
      change(({ filters, views }) => ({
        filters,
        views: [...views.filter(other => other.label !== view.label), view],
      }));
    },
  };
}

/** What somebody pasted, or put into the file, must not reach the terminal as a command. */
function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, '');
}

function readRemembered(path: string): Remembered {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return { filters: stringsIn(value, 'filters'), views: viewsIn(value) };
  } catch {
    return { filters: [], views: [] };
  }
}

function listIn(value: unknown, key: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const list: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return Array.isArray(list) ? list : [];
}

function stringsIn(value: unknown, key: string): readonly string[] {
  return listIn(value, key)
    .filter(item => typeof item === 'string')
    .map(withoutControls);
}

function viewsIn(value: unknown): Remembered['views'] {
  return listIn(value, 'views').flatMap(item => {
    if (typeof item !== 'object' || item === null || !('label' in item) || !('filter' in item)) return [];
    const { label, filter } = item;
    return typeof label === 'string' && typeof filter === 'string'
      ? [{ label: withoutControls(label), filter: withoutControls(filter) }]
      : [];
  });
}

/** Whether it was written: a convenience that cannot be kept is no reason to disturb anybody. */
function writeQuietly(path: string, value: Remembered): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const fresh = `${path}.${process.pid}.new`;
    writeFileSync(fresh, JSON.stringify(value, undefined, 2), { mode: 0o600 });
    renameSync(fresh, path);
    return true;
  } catch {
    // Read-only homes exist.
    return false;
  }
}

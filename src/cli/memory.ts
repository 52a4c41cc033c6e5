import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Memory } from '../state/effects.ts';

type Remembered = {
  readonly filters: readonly string[];
  readonly views: readonly { readonly label: string; readonly filter: string }[];
};

const filtersAtMost = 50;

/** What is remembered from one start to the next, in a JSON file that is read on first use and may be missing. */
export function createMemory(path: string): Memory {
  let remembered: Remembered | undefined;
  const get = (): Remembered => {
    remembered ??= readRemembered(path);
    return remembered;
  };
  const keep = (next: Remembered): void => {
    remembered = next;
    writeQuietly(path, next);
  };
  return {
    filters: () => get().filters,
    rememberFilter: text => {
      const filters = [...get().filters.filter(filter => filter !== text), text].slice(-filtersAtMost);
      keep({ ...get(), filters });
    },
    views: () => get().views,
    saveView: (label, filter) => {
      const views = [...get().views.filter(view => view.label !== label), { label, filter }];
      keep({ ...get(), views });
    },
  };
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
  return listIn(value, key).filter(item => typeof item === 'string');
}

function viewsIn(value: unknown): Remembered['views'] {
  return listIn(value, 'views').flatMap(item => {
    if (typeof item !== 'object' || item === null || !('label' in item) || !('filter' in item)) return [];
    const { label, filter } = item;
    return typeof label === 'string' && typeof filter === 'string' ? [{ label, filter }] : [];
  });
}

/** A convenience that cannot be kept is no reason to disturb anybody. */
function writeQuietly(path: string, value: Remembered): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const fresh = `${path}.${process.pid}.new`;
    writeFileSync(fresh, JSON.stringify(value, undefined, 2), { mode: 0o600 });
    renameSync(fresh, path);
  } catch {
    // Read-only homes exist.
  }
}

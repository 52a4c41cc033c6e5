import { isAbsolute, join } from 'node:path';
import type { Memory, SavedView } from '../../state/remembered/remembered.ts';
import {
  lookOf,
  type MemoryContent,
  noContent,
  savedViewsOf,
  stripControls,
  withFilter,
  withLook,
  withoutView,
  withRenamedView,
  withView,
} from './memory-content.ts';
import { changeMemoryFile, readMemoryFile } from './memory-file.ts';

/** The memory of the user who runs the program. */
export async function openMemory(): Promise<Memory> {
  return createMemory(await findMemoryFile());
}

/** `undefined` where the user has no folder; a relative one would be in a project. */
async function findMemoryFile(): Promise<string | undefined> {
  try {
    const { default: envPaths } = await import('env-paths');
    const path = join(envPaths('runlens', { suffix: '' }).data, 'memory.json');
    return isAbsolute(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Remembers filters, views and looks in a JSON file, which is read on first use and may be missing. A change
 * keeps what another inspector wrote meanwhile. Without a file, and with one that cannot be read, which is
 * never written, changes last until the end.
 */
export function createMemory(path: string | undefined): Memory {
  let known: MemoryContent | undefined;
  let writeProblem: string | undefined;
  const get = (): MemoryContent => {
    known ??= path === undefined ? { ...noContent, problem: noFolder } : readMemoryFile(path);
    return known;
  };
  const file = () => ((get().problem ?? writeProblem) === undefined ? path : undefined);
  const change = (toNext: (latest: MemoryContent) => MemoryContent): void => {
    const written = file();
    if (written === undefined) {
      known = toNext(get());
      return;
    }
    const { content, problem } = changeMemoryFile(written, get(), toNext);
    known = content;
    writeProblem = problem;
  };
  return {
    filters: () => get().filters,
    rememberFilter: filter => change(latest => withFilter(latest, stripControls(filter))),
    views: () => savedViewsOf(get()),
    saveView: view => change(latest => withView(latest, cleanView(view))),
    renameView: (label, to) => change(latest => withRenamedView(latest, label, stripControls(to))),
    deleteView: label => change(latest => withoutView(latest, label)),
    look: target => lookOf(get(), target),
    rememberLook: (target, look) => change(latest => withLook(latest, target, look)),
    refresh: () => {
      const read = file();
      if (read === undefined) return;
      const before = get();
      const latest = readMemoryFile(read);
      known = latest.problem === undefined ? latest : { ...before, problem: latest.problem };
    },
    problem: () => get().problem ?? writeProblem,
  };
}

const noFolder = 'there is no home folder to keep it in';

function cleanView(view: SavedView): SavedView {
  return { ...view, label: stripControls(view.label), filter: stripControls(view.filter) };
}

import type { Memory } from '../../screen/shell/remembered.ts';
import { keepFile } from './kept-file.ts';
import {
  cleanView,
  formatMemory,
  lookOf,
  noContent,
  parseMemory,
  savedViewsOf,
  stripControls,
  withFilter,
  withLook,
  withoutView,
  withRenamedView,
  withView,
} from './memory-content.ts';

/** The filters, views and looks that a user keeps in a JSON file. */
export function createMemory(path: string | undefined): Memory {
  const form = { none: noContent, parse: parseMemory, format: formatMemory };
  const { get, change, refresh, problem } = keepFile(path, form);
  return {
    filters: () => get().filters,
    rememberFilter: filter => change(latest => withFilter(latest, stripControls(filter))),
    views: () => savedViewsOf(get()),
    saveView: view => change(latest => withView(latest, cleanView(view))),
    renameView: (label, to) => change(latest => withRenamedView(latest, label, stripControls(to))),
    deleteView: label => change(latest => withoutView(latest, label)),
    look: target => lookOf(get(), target),
    rememberLook: (target, look) => change(latest => withLook(latest, target, look)),
    refresh,
    problem,
  };
}

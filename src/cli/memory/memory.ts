import { formatSort, parseSort } from '../../contract/lists/sort.ts';
import { isRecord, listOf } from '../../model/is-record.ts';
import type { ListLook, Memory, SavedView, TargetLook } from '../../screen/shell/remembered.ts';
import { type ColumnId, columnIds } from '../../screen/table/columns.ts';
import { savedViewId, viewKeys } from '../../screen/table/list-state.ts';
import { type FileContent, keepFile } from './kept-file.ts';

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
    isTourEnded: () => get().others.tour === 'ended',
    endTour: () => change(latest => ({ ...latest, others: { ...latest.others, tour: 'ended' } })),
    refresh,
    problem,
  };
}

type StoredView = Readonly<Record<string, unknown>> & { readonly label: string; readonly filter: string };

/** What a memory file holds. Members that this version does not know are written back as they are. */
type MemoryContent = FileContent & {
  readonly filters: readonly string[];
  readonly views: readonly StoredView[];
  /** Looks by target, the one that changed last at the end. */
  readonly targets: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly others: Readonly<Record<string, unknown>>;
};

const noContent: MemoryContent = { filters: [], views: [], targets: {}, others: {} };

const mostFilters = 50;
const mostTargets = 200;

/** Whatever of the value can be used. The file is written again only where all of it is understood. */
function parseMemory(value: unknown): MemoryContent {
  const { filters = [], views = [], targets = {}, ...others } = isRecord(value) ? value : {};
  const [allFilters, allViews] = [listOf(filters), listOf(views)];
  const allTargets = Object.entries(isRecord(targets) ? targets : {});
  const content = {
    filters: allFilters.filter(filter => typeof filter === 'string').map(stripControls),
    views: allViews.filter(isView).map(cleanView),
    targets: Object.fromEntries(
      allTargets.flatMap(([name, look]) => (isRecord(look) ? [[name, look] as const] : [])),
    ),
    others,
  };
  const isWhole =
    isRecord(value) &&
    Array.isArray(filters) &&
    Array.isArray(views) &&
    isRecord(targets) &&
    content.filters.length === allFilters.length &&
    content.views.length === allViews.length &&
    Object.keys(content.targets).length === allTargets.length;
  return isWhole ? content : { ...content, isUnknown: true };
}

function formatMemory({ others, filters, views, targets }: MemoryContent): string {
  const looks = Object.keys(targets).length > 0 ? { targets } : undefined;
  return JSON.stringify({ ...others, filters, views, ...looks }, undefined, 2);
}

function isView(value: unknown): value is StoredView {
  return isRecord(value) && typeof value.label === 'string' && typeof value.filter === 'string';
}

function cleanView<View extends StoredView>(view: View): View {
  return { ...view, label: stripControls(view.label), filter: stripControls(view.filter) };
}

/** Control characters that were pasted, or put into the file, must not reach the terminal. */
function stripControls(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, '');
}

function withFilter(content: MemoryContent, text: string): MemoryContent {
  const others = content.filters.filter(other => other !== text);
  return { ...content, filters: [...others, text].slice(-mostFilters) };
}

function savedViewsOf({ views }: Pick<MemoryContent, 'views'>): readonly SavedView[] {
  return views.map(({ label, filter, key, ...look }) => ({
    label,
    filter,
    ...(typeof key === 'number' ? { key } : undefined),
    ...toListLook(look),
  }));
}

function withView(content: MemoryContent, { columns, sort, ...view }: SavedView): MemoryContent {
  const before = content.views.find(({ label }) => label === view.label);
  const stored = { ...before, ...view, ...fromListLook({ columns, sort }) };
  if (!before) return { ...content, views: [...content.views, stored] };
  return { ...content, views: content.views.map(other => (other === before ? stored : other)) };
}

/** Views keep their numbers while others come and go. */
function withKeys(views: readonly StoredView[]): readonly StoredView[] {
  const keys = viewKeys(savedViewsOf({ views }));
  return views.map(({ key: _, ...view }) => {
    const key = keys.get(view.label);
    return key === undefined ? view : { ...view, key };
  });
}

function withRenamedView(content: MemoryContent, label: string, to: string): MemoryContent {
  const views = content.views
    .filter(view => view.label !== to || label === to)
    .map(view => (view.label === label ? { ...view, label: to } : view));
  const targets = Object.entries(content.targets).map(([target, look]) => [
    target,
    look.view === savedViewId(label) ? { ...look, view: savedViewId(to) } : look,
  ]);
  return { ...content, views, targets: Object.fromEntries(targets) };
}

function withoutView(content: MemoryContent, label: string): MemoryContent {
  return { ...content, views: withKeys(content.views).filter(view => view.label !== label) };
}

function lookOf({ targets }: MemoryContent, target: string): TargetLook {
  const stored = Object.hasOwn(targets, target) ? targets[target] : undefined;
  const { view, absoluteTimes, format, wrap, ...look } = stored ?? {};
  return {
    ...(typeof view === 'string' ? { view } : undefined),
    ...(typeof absoluteTimes === 'boolean' ? { absoluteTimes } : undefined),
    ...(format === 'json' || format === 'yaml' ? { format } : undefined),
    ...(typeof wrap === 'boolean' ? { wrap } : undefined),
    ...toListLook(look),
  };
}

function withLook(
  content: MemoryContent,
  target: string,
  { columns, sort, ...look }: TargetLook,
): MemoryContent {
  const others = Object.entries(content.targets).filter(([name]) => name !== target);
  const before = Object.hasOwn(content.targets, target) ? content.targets[target] : undefined;
  const changed = { ...before, ...look, ...fromListLook({ columns, sort }) };
  const targets = [...others, [target, changed] as const].slice(-mostTargets);
  return { ...content, targets: Object.fromEntries(targets) };
}

function toListLook({ columns, sort }: Readonly<Record<string, unknown>>): ListLook {
  const known = listOf(columns).filter(isColumn);
  const order = typeof sort === 'string' ? parseSort(sort) : undefined;
  return {
    ...(known.length > 0 ? { columns: [...new Set(known)] } : undefined),
    ...(order ? { sort: order } : undefined),
  };
}

function isColumn(value: unknown): value is ColumnId {
  return columnIds.some(id => id === value);
}

function fromListLook({ columns, sort }: ListLook): Readonly<Record<string, unknown>> {
  return { ...(columns ? { columns } : undefined), ...(sort ? { sort: formatSort(sort) } : undefined) };
}

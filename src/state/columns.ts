/** The table's columns, in the order in which they are offered. */
export const columnIds = [
  'status',
  'name',
  'type',
  'started',
  'duration',
  'trigger',
  'actor',
  'project',
  'error',
  'id',
  'queued',
  'finished',
  'models',
  'services',
  'cost',
  'messages',
  'steps',
  'raw-trigger',
  'attempt',
  'target',
] as const;

export type ColumnId = (typeof columnIds)[number];

type ColumnInfo = {
  readonly title: string;
  /** Columns of the terminal: at least, and at most. */
  readonly min: number;
  readonly max: number;
  readonly align: 'start' | 'end';
  /** The lowest goes first when there is no room. */
  readonly weight: number;
};

export const columnInfo: Readonly<Record<ColumnId, ColumnInfo>> = {
  status: {
    title: 'STATUS',
    min: 11,
    max: 17,

    align: 'start',
    weight: 100,
  },
  name: {
    title: 'NAME',
    min: 15,
    max: 26,

    align: 'start',
    weight: 99,
  },
  type: { title: 'TYPE', min: 8, max: 8, align: 'start', weight: 40 },
  started: {
    title: 'STARTED',
    min: 8,
    max: 8,

    align: 'start',
    weight: 90,
  },
  duration: {
    title: 'DURATION',
    min: 8,
    max: 8,

    align: 'end',
    weight: 80,
  },
  trigger: {
    title: 'TRIGGER',
    min: 14,
    max: 22,

    align: 'start',
    weight: 60,
  },
  actor: {
    title: 'ACTOR',
    min: 8,
    max: 12,

    align: 'start',
    weight: 50,
  },
  project: {
    title: 'PROJECT',
    min: 8,
    max: 12,

    align: 'start',
    weight: 45,
  },
  error: {
    title: 'ERROR',
    min: 16,
    max: 400,

    align: 'start',
    weight: 85,
  },
  id: {
    title: 'RUN ID',
    min: 14,
    max: 30,

    align: 'start',
    weight: 65,
  },
  queued: {
    title: 'QUEUED',
    min: 8,
    max: 8,

    align: 'start',
    weight: 30,
  },
  finished: {
    title: 'FINISHED',
    min: 8,
    max: 8,

    align: 'start',
    weight: 35,
  },
  models: {
    title: 'MODELS',
    min: 10,
    max: 20,

    align: 'start',
    weight: 30,
  },
  services: {
    title: 'SERVICES',
    min: 10,
    max: 20,

    align: 'start',
    weight: 29,
  },
  cost: { title: 'COST', min: 9, max: 12, align: 'end', weight: 55 },
  messages: {
    title: 'MESSAGES',
    min: 8,
    max: 8,

    align: 'end',
    weight: 28,
  },
  steps: { title: 'STEPS', min: 5, max: 6, align: 'end', weight: 28 },
  'raw-trigger': {
    title: 'RAW TRIGGER',
    min: 14,
    max: 40,

    align: 'start',
    weight: 25,
  },
  attempt: {
    title: 'ATTEMPT',
    min: 7,
    max: 7,

    align: 'end',
    weight: 25,
  },
  target: {
    title: 'TARGET',
    min: 8,
    max: 14,

    align: 'start',
    weight: 20,
  },
};

export const defaultColumns: readonly ColumnId[] = [
  'status',
  'name',
  'type',
  'started',
  'duration',
  'trigger',
  'actor',
  'project',
  'error',
];

export type PlacedColumn = { readonly id: ColumnId; readonly width: number };

const gap = 2;
/** So much of an error tells it from others; lesser columns make room for that. */
const roomyError = 30;

/**
 * The columns that fit into `width`, with their widths: the least important go first when there is no room, and what
 * is left over widens the others. Absolute times need `timeWidth` columns.
 */
export function placeColumns(
  chosen: readonly ColumnId[],
  width: number,
  timeWidth: number,
): readonly PlacedColumn[] {
  const minOf = (id: ColumnId) => (isTime(id) ? timeWidth : columnInfo[id].min);
  const kept = [...chosen];
  const total = () => kept.reduce((sum, id) => sum + minOf(id) + gap, -gap);
  const wished = kept.includes('error') ? roomyError - columnInfo.error.min : 0;
  while (kept.length > 1) {
    const weakest = kept.reduce((low, id) => (columnInfo[id].weight < columnInfo[low].weight ? id : low));
    const isInTheWay = columnInfo[weakest].weight < columnInfo.trigger.weight && total() + wished > width;
    if (total() <= width && !isInTheWay) break;
    kept.splice(kept.indexOf(weakest), 1);
  }
  return shareRest(kept, minOf, width - total());
}

function isTime(id: ColumnId): boolean {
  return id === 'started' || id === 'queued' || id === 'finished';
}

/** Who is widened up to what, in this order, as long as there is room: what tells a failure comes first. */
const wishes: readonly (readonly [ColumnId, number])[] = [
  ['error', 30],
  ['name', 18],
  ['status', 17],
  ['trigger', 20],
  ['error', 60],
  ...columnIds.map(id => [id, columnInfo[id].max] as const),
];

function shareRest(
  ids: readonly ColumnId[],
  minOf: (id: ColumnId) => number,
  rest: number,
): readonly PlacedColumn[] {
  const widths = new Map(ids.map(id => [id, minOf(id)]));
  let left = rest;
  for (const [id, upTo] of wishes) {
    const width = widths.get(id);
    if (width === undefined || isTime(id)) continue;
    const more = Math.max(0, Math.min(left, upTo - width));
    widths.set(id, width + more);
    left -= more;
  }
  return ids.map(id => ({ id, width: Math.max(1, widths.get(id) ?? 1) }));
}

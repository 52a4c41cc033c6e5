import type { Place } from './hard-store.ts';

export type HardScreen = {
  /** The keys that lead there; a piece of `type …` is text. */
  readonly keys: readonly string[];
  readonly place?: Place;
};

const failedRun = ['g', 'enter'];
const openNth = (down: number) => [...Array.from({ length: down }, () => 'j'), 'enter'];
const toCancel = ['j j j j j', 'space j space j space j space', 'x'];

/** Every screen, by name. */
export const hardScreens: Readonly<Record<string, HardScreen>> = {
  table: { keys: [] },
  'table-end': { keys: ['G'] },
  'table-times': { keys: ['T', 'j j j'] },
  'table-scrolled': { keys: ['c', 'j j j j space j j space j space j space j space', 'escape', '>'] },
  'table-marks': { keys: ['space j space j space'] },
  'table-empty-columns': { keys: ['/', 'type workflow:bare-import', 'enter'] },
  'table-longest': { keys: ['s', 'j j j enter'] },
  'filter-open': { keys: ['/'] },
  'filter-field': { keys: ['/', 'type status:failed wor'] },
  'filter-value': { keys: ['/', 'type workflow:日'] },
  'filter-wrong': { keys: ['/', 'type statsu:failed '] },
  'filter-long': {
    keys: [
      '/',
      `type status:failed error:"決済 does not answer" -actor:system ${'workflow:invoice* '.repeat(6)}`,
    ],
  },
  'filter-kept': { keys: ['/', 'type status:failed error:time', 'enter'] },
  'zero-rows': { keys: ['/', 'type actor:billing status=failed', 'enter'] },
  'zero-rows-value': { keys: ['/', 'type actor:billing', 'enter'] },
  'menu-view': { keys: ['v'] },
  'menu-columns': { keys: ['c', 'j j j'] },
  'menu-sort': { keys: ['s'] },
  'menu-target': { keys: ['t'] },
  'menu-copy': { keys: ['Y'] },
  'menu-copy-detail': { keys: [...failedRun, 'Y', 'j j'] },
  'menu-copy-marks': { keys: ['space j space', 'Y'] },
  'name-view': { keys: ['/', 'type status:failed', 'enter', 'v', 'k enter', 'type 失敗 👩‍👩‍👧‍👦'] },
  overview: { keys: failedRun },
  'overview-folded': { keys: [...failedRun, 'z'] },
  'overview-unfolded': { keys: [...failedRun, 'z', 'z'] },
  'overview-end': { keys: [...failedRun, 'z', 'z', 'G'] },
  'overview-yaml': { keys: [...failedRun, 'f w', 'j j j j j j j j'] },
  'overview-searching': { keys: [...failedRun, '/', 'type 東京'] },
  'overview-found': { keys: [...failedRun, '/', 'type payment', 'enter', 'n'] },
  'overview-no-match': { keys: [...failedRun, '/', 'type zebra', 'enter'] },
  'overview-nothing': { keys: openNth(1) },
  'overview-fan-out': { keys: openNth(2) },
  'overview-agent': { keys: openNth(4) },
  'overview-agent-end': { keys: [...openNth(4), 'G'] },
  'overview-running': { keys: openNth(5) },
  'overview-queued': { keys: openNth(8) },
  metadata: { keys: [...failedRun, '2'] },
  'metadata-nothing': { keys: [...openNth(1), '2'] },
  'metadata-revealed': { keys: [...failedRun, '2', 'u'] },
  trace: { keys: [...failedRun, '3'] },
  'trace-zoomed': { keys: [...failedRun, '3', '+ +'] },
  'trace-found': { keys: [...failedRun, '3', '/', 'type retry', 'enter'] },
  'trace-raw': { keys: [...failedRun, '3', 'r'] },
  'trace-fan-out': { keys: [...openNth(2), '3'] },
  'trace-deep': { keys: [...openNth(3), '3'] },
  'trace-running': { keys: [...openNth(5), '3'] },
  'trace-nothing': { keys: [...openNth(1), '3'] },
  'help-table': { keys: ['?'] },
  'help-detail': { keys: [...failedRun, '?'] },
  'help-searched': { keys: ['?', '/', 'type cancel'] },
  palette: { keys: [':'] },
  'palette-typed': { keys: [':', 'type in'] },
  'palette-nothing': { keys: [':', 'type zebra'] },
  'cancel-one': { keys: ['j j j j j', 'x'] },
  'cancel-marks': { keys: toCancel },
  'cancel-outcomes': { keys: [...toCancel, 'y'] },
  'cancel-asked': { keys: ['j j j j j', 'x', 'y'] },
  'cancel-refused': { keys: ['j j j j j j', 'x', 'y'] },
  'notice-copied': { keys: ['y'] },
  'notice-cannot': { keys: ['x'] },
  merged: { keys: ['j'], place: 'merged' },
  'merged-detail': { keys: ['enter'], place: 'merged' },
  'merged-away': { keys: ['j'], place: 'away' },
  loading: { keys: [], place: 'silent' },
  empty: { keys: [], place: 'empty' },
  unreadable: { keys: [], place: 'broken' },
};

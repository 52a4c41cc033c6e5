import { type Key, keyName } from './key.ts';

/** `waterfall` is the trace of the detail: a key that is bound there means nothing else of the detail. */
export type ScreenName = 'table' | 'detail' | 'groups' | 'compare' | 'waterfall';

export type KeyGroup = 'Move' | 'Find' | 'Look' | 'Act' | 'Program';

export type Binding = {
  readonly command: Command;
  readonly keys: readonly Key[];
  readonly screens: readonly ScreenName[];
  /** Two words at most, for the hints. */
  readonly label: string;
  /** One line for `?` and the palette. */
  readonly help: string;
  readonly group: KeyGroup;
};

const both: readonly ScreenName[] = ['table', 'detail'];
const table: readonly ScreenName[] = ['table'];
const detail: readonly ScreenName[] = ['detail'];
const folding: readonly ScreenName[] = ['detail', 'compare'];
const waterfall: readonly ScreenName[] = ['waterfall'];
const compare: readonly ScreenName[] = ['compare'];
const screens: readonly ScreenName[] = ['table', 'detail', 'groups'];
const everywhere: readonly ScreenName[] = [...screens, ...compare];
const tables: readonly ScreenName[] = ['table', 'groups'];
/** Where there is no list of runs. */
const beside: readonly ScreenName[] = ['detail', 'groups', 'compare'];

const digits: readonly Key[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

type Row = readonly [command: string, readonly Key[], readonly ScreenName[], label: string, help: string];

const rows = {
  Move: [
    ['move-down', ['j', 'down'], everywhere, 'move', 'down one line'],
    ['move-up', ['k', 'up'], everywhere, 'move', 'up one line'],
    ['move-top', ['g', 'home'], table, 'top', 'to the first line, and follow new runs'],
    ['move-top', ['g', 'home'], beside, 'top', 'to the first line'],
    ['move-bottom', ['G', 'end'], table, 'bottom', 'to the last of all the runs that match'],
    ['move-bottom', ['G', 'end'], beside, 'bottom', 'to the last line'],
    ['half-down', ['ctrl+d'], everywhere, 'half page', 'down half a page'],
    ['half-up', ['ctrl+u'], everywhere, 'half page', 'up half a page'],
    ['page-down', ['pagedown', 'ctrl+f'], everywhere, 'page', 'down a page'],
    ['page-up', ['pageup', 'ctrl+b'], everywhere, 'page', 'up a page'],
    ['open', ['enter'], everywhere, 'open', 'open the run or the group; else fold or unfold'],
    ['back', ['escape'], everywhere, 'back', 'back, or clear the filter; from a group, to the groups'],
    ['tab-next', ['tab'], both, 'next tab', 'the next tab of the detail'],
    ['tab-previous', ['shift+tab'], both, 'previous tab', 'the previous tab of the detail'],
    ['tab-1', ['1'], detail, 'overview', 'tab 1, Overview'],
    ['tab-2', ['2'], detail, 'metadata', 'tab 2, Metadata'],
    ['tab-3', ['3'], detail, 'trace', 'tab 3, Trace'],
    ['step-in-trace', ['3'], compare, 'trace', 'the step in the trace of its run; back comes back here'],
    [
      'previous-run',
      ['['],
      [...both, ...compare],
      'previous run',
      'the run above, in the detail and a comparison, too',
    ],
    [
      'next-run',
      [']'],
      [...both, ...compare],
      'next run',
      'the run below, in the detail and a comparison, too',
    ],
  ],
  Find: [
    ['filter', ['/'], tables, 'filter', 'filter the runs'],
    ['search', ['/'], detail, 'search', 'search in the detail'],
    ['next-match', ['n'], both, 'next match', 'the next match'],
    ['previous-match', ['N'], both, 'previous match', 'the previous match'],
    ['next-difference', ['n'], compare, 'next', 'the next difference of the two runs'],
    ['previous-difference', ['N'], compare, 'previous', 'the previous difference of the two runs'],
    ['next-error', ['e'], both, 'next error', 'the next error in the detail, then the next failed run'],
    ['previous-error', ['E'], both, 'previous error', 'the previous error, then the previous failed run'],
    ['filter-by-value', ['='], both, 'filter by', 'list the runs with the value under the cursor, too'],
    ['exclude-value', ['-'], both, 'exclude', 'exclude the runs with the value under the cursor'],
    ['frequency', ['F'], both, 'frequency', 'how often each value of a field occurs, by outcome'],
    ['groups', ['!'], screens, 'groups', 'the failed runs in groups of one cause; again: back'],
    ['shared-causes', ['W'], tables, 'why', 'what the failed runs share, and since when they fail'],
    ['compare', ['d'], both, 'compare', 'compare with the last success, or with a marked run'],
    ['swap', ['d'], compare, 'swap', 'compare the other way round'],
    ['view', ['v'], screens, 'view', 'choose a view; save, rename and delete your own'],
    ['view-by-key', digits, tables, 'view', 'choose a view by its number'],
  ],
  Look: [
    ['fold', ['space'], folding, 'fold', 'fold or unfold'],
    ['fold-in', ['h', 'left'], folding, 'fold', 'fold, or go to the parent; or to earlier times'],
    ['fold-out', ['l', 'right'], folding, 'unfold', 'unfold, or go to the first child; or to later times'],
    ['fold-all', ['z'], folding, 'fold all', 'fold or unfold everything'],
    ['noise', ['.'], compare, 'noise', 'show or hide what varies between successes, too'],
    ['zoom-in', ['+'], detail, 'zoom', 'zoom the trace in'],
    ['zoom-out', ['-'], waterfall, 'zoom', 'zoom the trace out'],
    ['zoom-whole', ['0'], waterfall, 'whole', 'show the whole time of the trace'],
    ['sort', ['s'], tables, 'sort', 'choose the order; in the table, again to reverse it'],
    ['sort-spans', ['s'], waterfall, 'sort', 'order the spans by start, duration or self time'],
    ['reverse', ['S'], table, 'reverse', 'reverse the order'],
    ['columns', ['c'], table, 'columns', 'choose the columns'],
    ['columns-left', ['<', 'left'], table, 'columns', 'the columns before'],
    ['columns-right', ['>', 'right'], table, 'columns', 'the columns that do not fit'],
    ['kind', ['K'], tables, 'kind', 'choose the kind of runs: workflows, agents, or both'],
    ['times', ['T'], tables, 'times', 'absolute or relative times'],
    ['format', ['f'], detail, 'JSON/YAML', 'payloads as JSON or as YAML'],
    ['wrap', ['w'], detail, 'wrap', 'wrap long lines'],
    ['raw', ['r'], detail, 'raw', 'the trace as raw data'],
    ['reveal', ['u'], [...both, ...compare], 'reveal', 'reveal or mask secrets'],
  ],
  Act: [
    ['mark', ['space'], table, 'mark', 'mark the run, to act on several or copy them'],
    ['mark-range', ['V'], table, 'mark to here', 'mark the runs from the last mark to here'],
    ['mark-all', ['M'], table, 'mark all', 'mark every run that matches'],
    ['cancel', ['x'], both, 'cancel', 'cancel the run, or the marked runs'],
    ['cancel-matching', ['X'], table, 'cancel all', 'cancel every active run that matches'],
    ['run-again', ['a'], both, 'run again', 'run it again with its input, or the marked runs'],
    ['run-edited', ['A'], both, 'edit, run', 'edit its input in the editor, and run it again'],
    ['retry-group', ['a'], ['groups'], 'run again', 'run the runs of the group again, or the last ones'],
    ['note', ['i'], ['groups'], 'note', 'note what is known of the group, for the whole team'],
    ['mute', ['m'], ['groups'], 'mute', 'mute the group for a time, or for a number of runs'],
    ['copy', ['y'], everywhere, 'copy', 'copy what is under the cursor, or the marked ids'],
    ['copy-comparison', ['Y'], compare, 'Markdown', 'copy the comparison as Markdown, for a bug report'],
    ['copy-menu', ['Y'], screens, 'copy…', 'choose what to copy of the run, group or marked runs'],
    ['pager', ['o'], both, 'pager', 'open in the pager'],
    ['editor', ['O'], both, 'editor', 'open in the editor'],
  ],
  Program: [
    ['target', ['t'], everywhere, 'target', 'open another target'],
    ['pause', ['p'], everywhere, 'pause', 'pause or resume live updates'],
    ['notify', ['B'], everywhere, 'notify', 'notify the terminal of failures that come in here'],
    ['reload', ['R'], everywhere, 'reload', 'reload everything'],
    ['help', ['?'], everywhere, 'help', 'the keys that work here, and all others'],
    ['palette', [':'], everywhere, 'commands', 'find a command, view, workflow or run by name'],
    ['suspend', ['ctrl+z'], everywhere, 'suspend', 'suspend; `fg` in the shell resumes'],
    ['interrupt', ['ctrl+c'], everywhere, 'quit', 'quit at once'],
    ['leave', ['q'], beside, 'back', 'back to the table, or to where this was opened'],
    ['quit', ['q'], table, 'quit', 'quit'],
  ],
} as const satisfies Readonly<Record<KeyGroup, readonly Row[]>>;

export type Command = (typeof rows)[KeyGroup][number][0];

export const bindings: readonly Binding[] = Object.entries(rows).flatMap(([group, groupRows]) =>
  groupRows.map(([command, keys, screens, label, help]) => ({
    command,
    keys,
    screens,
    label,
    help,
    group: group as KeyGroup,
  })),
);

const byKey: Readonly<Record<ScreenName, ReadonlyMap<Key, Binding>>> = {
  table: indexByKey('table'),
  detail: indexByKey('detail'),
  waterfall: new Map([...indexByKey('detail'), ...indexByKey('waterfall')]),
  groups: indexByKey('groups'),
  compare: indexByKey('compare'),
};

function indexByKey(screen: ScreenName): ReadonlyMap<Key, Binding> {
  return new Map(
    bindings
      .filter(binding => binding.screens.includes(screen))
      .flatMap(binding => binding.keys.map(key => [key, binding] as const)),
  );
}

export function findBinding(place: ScreenName, key: Key): Binding | undefined {
  return byKey[place].get(key);
}

/** The bindings that work at a place. */
export function bindingsAt(place: ScreenName): readonly Binding[] {
  return bindings.filter(binding => binding.keys.some(key => byKey[place].get(key) === binding));
}

const commandsEverywhere: ReadonlySet<Command> = new Set(['interrupt', 'suspend']);

export const bindingsEverywhere: readonly Binding[] = bindings.filter(({ command }) =>
  commandsEverywhere.has(command),
);

/** The first key of a command, as it is displayed. */
export function keyOf(command: Command): string {
  const [key = ''] = bindings.find(binding => binding.command === command)?.keys ?? [];
  return keyName(key);
}

/** Two words at most. */
export function commandLabel(command: Command): string {
  return bindings.find(binding => binding.command === command)?.label ?? command;
}

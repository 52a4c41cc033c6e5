import { type Command, keyOf, keyPlace, nameCommands } from '../shell/keymap.ts';
import type { State } from '../shell/state.ts';

const look = nameCommands({ where: ['detail'], group: 'Look' });
const lookWaterfall = nameCommands({ where: ['waterfall'], group: 'Look', disabled: noSpansReason });

export const waterfallCommands: readonly Command[] = [
  {
    ...look('zoom-in', '+', 'zoom', 'zoom the trace in'),
    disabled: noSpansReason,
    hint: { rank: 41, when: state => keyPlace(state) === 'waterfall' },
    idle: 'the trace cannot be zoomed in further',
    run: ({ dispatch }) => dispatch({ type: 'detail-command-given', command: { type: 'zoom', by: 1 } }),
  },
  {
    ...lookWaterfall('zoom-out', '-', 'zoom', 'zoom the trace out'),
    hint: { rank: 42 },
    idle: 'the whole time is shown',
    run: ({ dispatch }) => dispatch({ type: 'detail-command-given', command: { type: 'zoom', by: -1 } }),
  },
  {
    ...lookWaterfall('zoom-whole', '0', 'whole', 'show the whole time of the trace'),
    disabled: state =>
      noSpansReason(state) ?? (state.detail?.trace.zoom ? undefined : 'the whole time is shown'),
    hint: { rank: 40 },
    run: ({ dispatch }) => dispatch({ type: 'detail-command-given', command: { type: 'zoom-reset' } }),
  },
  {
    ...lookWaterfall('sort-spans', 's', 'sort', 'order the spans by start, duration or self time'),
    hint: { rank: 46 },
    run: ({ dispatch }) => dispatch({ type: 'detail-command-given', command: { type: 'order' } }),
  },
  {
    ...look('raw', 'r', 'raw', 'the trace as raw data'),
    disabled: noTraceReason,
    hint: { rank: 50, when: ({ detail }) => (detail?.trace.index.spans.length ?? 0) > 0 },
    run: ({ dispatch }) => dispatch({ type: 'detail-command-given', command: { type: 'raw' } }),
  },
];

function noTraceReason({ detail }: State): string | undefined {
  return detail?.tab === 'trace' ? undefined : `this works in the trace only: ${keyOf('tab-3')}`;
}

function noSpansReason(state: State): string | undefined {
  const { detail } = state;
  const elsewhere = noTraceReason(state);
  if (!detail || elsewhere !== undefined) return elsewhere;
  if (detail.trace.isRaw) return `this works in the waterfall only: ${keyOf('raw')}`;
  if (detail.trace.index.spans.length > 0) return undefined;
  return detail.trace.phase === 'read' ? 'this run has no spans' : 'the trace is still being read';
}

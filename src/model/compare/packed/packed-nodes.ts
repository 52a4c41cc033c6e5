import type { RunStatus } from '../../status.ts';
import { type PackedTexts, packTexts, unpackTexts } from '../../text/packed-texts.ts';
import type { ShownNode } from '../tree/run-node.ts';

/** What is told of the nodes of one run, by columns; where a pair lacks the node, its name is `none`. */
export type PackedNodes = {
  /** What many nodes have in common, each once: names, types and statuses are places in it. */
  readonly shared: readonly string[];
  readonly names: Int32Array;
  readonly types: Int32Array;
  readonly statuses: Int32Array;
  /** NaN for those that have none. */
  readonly startedAt: Float64Array;
  readonly finishedAt: Float64Array;
  readonly attempts: Int32Array;
  readonly statusCodes: Int32Array;
  readonly spanIds: PackedTexts;
  /** Of the last attempt. */
  readonly stepIds: PackedTexts;
  /** In JSON. */
  readonly errors: PackedTexts;
};

const none = -1;
const nodesAtOnce = 1_000;

export function* packNodes(nodes: readonly (ShownNode | undefined)[]): Generator<undefined, PackedNodes> {
  const { length } = nodes;
  const texts = createTextPlaces();
  const columns = {
    ...{ names: new Int32Array(length), types: new Int32Array(length), statuses: new Int32Array(length) },
    ...{ startedAt: new Float64Array(length), finishedAt: new Float64Array(length) },
    ...{ attempts: new Int32Array(length), statusCodes: new Int32Array(length) },
  };
  let at = 0;
  for (const node of nodes) {
    if (at % nodesAtOnce === 0) yield;
    columns.names[at] = node ? texts.place(node.name) : none;
    columns.types[at] = node ? texts.place(node.type) : none;
    columns.statuses[at] = node ? texts.place(node.status) : none;
    columns.startedAt[at] = node?.startedAt ?? Number.NaN;
    columns.finishedAt[at] = node?.finishedAt ?? Number.NaN;
    columns.attempts[at] = node?.attempts ?? 0;
    columns.statusCodes[at] = node?.statusCode ?? none;
    at += 1;
  }
  return {
    ...columns,
    shared: texts.all,
    spanIds: packTexts(nodes.map(node => node?.span?.id)),
    stepIds: packTexts(nodes.map(node => node?.steps.at(-1)?.id)),
    errors: packTexts(nodes.map(node => node?.error && JSON.stringify(toldOf(node.error)))),
  };
}

function createTextPlaces() {
  const places = new Map<string, number>();
  const all: string[] = [];
  const place = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, all.length);
    return all.push(text) - 1;
  };
  return { all, place };
}

/** Without what was recorded, which may be large. */
function toldOf({ name, message, code, stack }: NonNullable<ShownNode['error']>): object {
  return { name, message, code, stack };
}

const noSteps: ShownNode['steps'] = [];

export function* unpackNodes(packed: PackedNodes): Generator<undefined, readonly (ShownNode | undefined)[]> {
  const { shared, names, types, statuses, startedAt, finishedAt, attempts, statusCodes } = packed;
  const spanIds = unpackTexts(packed.spanIds);
  const stepIds = unpackTexts(packed.stepIds);
  const errors = unpackTexts(packed.errors);
  const nodes: (ShownNode | undefined)[] = [];
  for (let at = 0; at < names.length; at += 1) {
    if (at % nodesAtOnce === 0) yield;
    const name = shared[names[at] ?? none];
    const spanId = spanIds.next().value;
    const stepId = stepIds.next().value;
    const error = errors.next().value;
    nodes.push(
      name === undefined
        ? undefined
        : {
            name,
            type: shared[types[at] ?? none] ?? '',
            status: shared[statuses[at] ?? none] as RunStatus,
            startedAt: given(startedAt[at]),
            finishedAt: given(finishedAt[at]),
            attempts: attempts[at] ?? 0,
            error: error == null ? undefined : JSON.parse(error),
            statusCode: statusCodes[at] === none ? undefined : statusCodes[at],
            steps: stepId == null ? noSteps : [{ id: stepId }],
            span: spanId == null ? undefined : { id: spanId },
          },
    );
  }
  return nodes;
}

function given(number = Number.NaN): number | undefined {
  return Number.isNaN(number) ? undefined : number;
}

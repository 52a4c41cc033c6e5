import type { RunKind, Trigger } from '../../../model/run.ts';
import { consumerKind, type SpanEntry, serverKind } from '../spans/span-entry.ts';
import { topmostAgents } from './run-roots.ts';
import { earliest, entriesOf, entryIn, type RunPart } from './trace-group.ts';

export function kindOf(id: string, roots: readonly SpanEntry[], parts: readonly RunPart[]): RunKind {
  const entries = entriesOf(parts);
  const root = roots.find(
    ({ attributes }) => attributes?.operation !== undefined || attributes?.agent !== undefined,
  )?.attributes;
  if (root?.operation === 'invoke_agent' || root?.operation === 'create_agent') return 'agent';
  const isWorkflow = entries.some(
    ({ attributes }) => attributes?.runId === id || attributes?.workflow !== undefined,
  );
  if (isWorkflow || root?.operation === 'invoke_workflow') return 'workflow';
  if (entries.some(({ attributes }) => attributes?.conversation === id)) return 'agent';
  const agents = new Set(parts.flatMap(topmostAgents));
  if (agents.size > 1) return 'workflow';
  const isAgent =
    agents.size > 0 || entries.some(({ attributes }) => attributes?.operation === 'invoke_agent');
  return isAgent ? 'agent' : 'workflow';
}

export function nameOf(kind: RunKind, roots: readonly SpanEntry[], entries: readonly SpanEntry[]): string {
  const field = kind === 'agent' ? 'agent' : 'workflow';
  const named = (among: readonly SpanEntry[]) =>
    earliest(among.filter(({ attributes }) => attributes?.[field] !== undefined))?.attributes?.[field];
  return named(roots) ?? named(entries) ?? spanName(roots[0]);
}

/** The conventions begin the names of such spans with the operation: `invoke_workflow mail`. */
function spanName(root: SpanEntry | undefined): string {
  const { name = '', attributes } = root ?? {};
  const prefix = `${attributes?.operation ?? 'invoke'} `;
  return prefix.startsWith('invoke_') && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** As far as the first span shows. */
export function triggerOf({ traceId, id, kind, attributes }: SpanEntry): Trigger {
  const raw = `trace ${traceId}, span ${id}`;
  const request = [attributes?.method, attributes?.route].filter(Boolean).join(' ');
  if (kind === serverKind) return { type: 'api', label: ['API', request].filter(Boolean).join(' · '), raw };
  if (kind === consumerKind) {
    return { type: 'queue', label: ['Queue', attributes?.destination].filter(Boolean).join(' · '), raw };
  }
  return { type: 'trace', label: 'Trace', raw };
}

/** The AI SDK names every tool call's span `ai.toolCall`. */
export function nameOfStep({ attributes, name }: SpanEntry): string {
  return attributes?.step ?? (name === 'ai.toolCall' ? (attributes?.tool ?? name) : name);
}

/** The run that contains the parent of this run's roots. */
export function parentOf(id: string, parts: readonly RunPart[]): string | undefined {
  for (const part of parts) {
    for (const { parentId } of part.roots.spans) {
      if (parentId === undefined || entryIn(part, parentId)) continue;
      let above = part.trace.entries.get(parentId);
      for (let depth = 0; above && depth < 1_000; depth += 1) {
        const other = above.attributes?.runId ?? above.attributes?.conversation;
        if (other !== undefined && other !== id) return other;
        above = part.trace.entries.get(above.parentId ?? '');
      }
    }
  }
  return undefined;
}

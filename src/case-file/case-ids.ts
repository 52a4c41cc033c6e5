import type { Message, Run, Span, Step } from '../model/run.ts';
import { fieldConverter, idFields } from '../model/run-fields.ts';
import { findSecrets, redactText } from '../model/text/redact.ts';

/** Numbers masked ids, because several may be masked to one text; `onMasked` is called for each. */
export function createCaseIds(onMasked: (path: readonly string[]) => void) {
  const known = new Map<string, string>();
  const taken = new Set<string>();
  const maskId = <Id extends string | undefined>(id: Id, ...path: readonly string[]): Id | string => {
    if (id === undefined || findSecrets(id).length === 0) return id;
    onMasked(path);
    const masked = known.get(id) ?? `${redactText(id).text} (${known.size + 1})`;
    known.set(id, masked);
    return masked;
  };
  const maskIds = fieldConverter(idFields, { id: (id, name) => maskId<string>(id, name) });
  const inStep = (step: Step): Step => ({
    ...step,
    id: maskId(step.id, 'steps', '[]', 'id'),
    parentId: maskId(step.parentId, 'steps', '[]', 'parentId'),
    error: step.error && {
      ...step.error,
      stepId: maskId(step.error.stepId, 'steps', '[]', 'error', 'stepId'),
    },
  });
  const inSpan = (span: Span): Span => ({
    ...span,
    id: maskId(span.id, 'trace', 'spans', '[]', 'id'),
    parentId: maskId(span.parentId, 'trace', 'spans', '[]', 'parentId'),
  });
  const inMessage = (message: Message): Message => ({
    ...message,
    id: maskId(message.id, 'messages', '[]', 'id'),
  });

  return {
    /** Runs of several targets that share an id get different ones. */
    withCaseIds(run: Run): Run {
      const { steps, messages, trace, error } = run;
      const ids = maskIds(run);
      return {
        ...run,
        ...ids,
        settled: run.settled && { ...run.settled, by: maskId(run.settled.by, 'settled', 'by') },
        id: unlikeOthers(ids.id, taken),
        error: error && { ...error, stepId: maskId(error.stepId, 'error', 'stepId') },
        steps: steps?.map(inStep),
        messages: messages?.map(inMessage),
        trace: trace && {
          spans: trace.spans.map(inSpan),
          logs: trace.logs.map(log => ({
            ...log,
            spanId: maskId(log.spanId, 'trace', 'logs', '[]', 'spanId'),
          })),
        },
      };
    },
  };
}

function unlikeOthers(id: string, taken: Set<string>): string {
  let own = id;
  for (let nth = 2; taken.has(own); nth += 1) own = `${id} (${nth})`;
  taken.add(own);
  return own;
}

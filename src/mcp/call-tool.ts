import * as v from 'valibot';
import { createDeadline } from '../async/deadline.ts';
import { InspectorError, thrownMessage } from '../model/errors.ts';
import { safeLines } from '../model/text/safe-text.ts';
import { untrusted } from './answer/answer.ts';
import type { Tool, ToolContext } from './tool.ts';

type ToolResult = {
  readonly content: { readonly type: 'text'; readonly text: string }[];
  readonly isError?: true;
};

type Options = {
  readonly mayAct: boolean;
  readonly reportBug: (error: unknown) => void;
  readonly readMs?: number;
};

/** Most clients wait for a minute. */
export const defaultReadMs = 50_000;

/** Answers failures, too, for an agent to read and act on. */
export async function callTool(
  tool: Tool,
  args: unknown,
  context: ToolContext,
  { mayAct, reportBug, readMs = defaultReadMs }: Options,
): Promise<ToolResult> {
  if (tool.effect !== 'reads' && !mayAct) return failure(refusal(tool));
  const deadline = createDeadline([context.signal]);
  if (tool.effect === 'reads') deadline.set(readMs, () => tooLong(readMs));
  const { signal } = deadline;
  try {
    return { content: [{ type: 'text', text: await tool.call(args, { ...context, signal }) }] };
  } catch (error) {
    if (context.signal.aborted) throw error;
    if (error instanceof v.ValiError) return failure(describeIssues(tool, error.issues));
    if (error instanceof InspectorError) return failure(withHint(error));
    reportBug(error);
    return failure(`this is a bug in runlens: ${thrownMessage(error)}`);
  } finally {
    deadline.end();
  }
}

function refusal({ name }: Tool): string {
  return `${name} is refused: this server only reads\nthe user has to start it with "runlens mcp --allow act" before runs can be canceled or started`;
}

function tooLong(readMs: number): InspectorError {
  return new InspectorError(
    'timeout',
    `too many runs have to be read: not answered within ${readMs / 1_000} s`,
    { hint: 'narrow the filter by status, workflow or since' },
  );
}

const mostFailureChars = 4_000;

/** The text may quote what a server answered. */
function failure(text: string): ToolResult {
  const safe = safeLines(text).join('\n');
  const shown = safe.length > mostFailureChars ? `${safe.slice(0, mostFailureChars).toWellFormed()}…` : safe;
  return {
    content: [shown, `untrusted: ${untrusted}`].map(line => ({ type: 'text', text: line })),
    isError: true,
  };
}

function withHint({ message, hint }: InspectorError): string {
  return hint === undefined ? message : `${message}\n${hint}`;
}

/** `limit: must be …`, a line for each argument that is wrong, and what the tool takes. */
function describeIssues({ name, input }: Tool, issues: readonly v.BaseIssue<unknown>[]): string {
  const lines = issues.map(issue => {
    const at = v.getDotPath(issue) ?? 'the arguments';
    return issue.type === 'strict_object' && issue.expected === 'never'
      ? `there is no argument "${at}"`
      : `${at}: ${issue.message}`;
  });
  const known =
    'entries' in input && typeof input.entries === 'object' ? Object.keys(input.entries ?? {}) : [];
  const takes = `it takes ${known.join(', ') || 'none'}`;
  return [`${name} cannot take these arguments`, ...lines, takes].join('\n');
}

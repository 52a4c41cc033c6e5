import type { RunError, Span } from '../../run.ts';

/** The error of a failed span, by OpenTelemetry's names. */
export function errorOfSpan({ status, attributes, events }: Span): RunError | undefined {
  if (status !== 'error') return undefined;
  const about = { ...attributes, ...events.findLast(({ name }) => name === 'exception')?.attributes };
  const name = textOf(about['exception.type'] ?? about['error.type']);
  const message = textOf(
    about['exception.message'] ?? about['status.message'] ?? about['error.message'] ?? about.error,
  );
  return name === undefined && message === undefined ? undefined : { value: undefined, name, message };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

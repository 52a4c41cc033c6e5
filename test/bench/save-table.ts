import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BenchOptions } from './options.ts';
import type { Row } from './row.ts';
import { formatMarkdown } from './table.ts';

const page = fileURLToPath(new URL('../../docs/about/benchmarks.md', import.meta.url));

type Saved = {
  readonly rows: readonly Row[];
  readonly machine: readonly string[];
  readonly options: BenchOptions;
};

export function saveTable({ rows, machine, options }: Saved): void {
  const text = `# Benchmarks

\`npm run bench\` measures the built program and prints each figure beside its floor, both from the same run: ratios decide,
absolutes depend on the machine. \`npm run bench -- --only start\` measures one topic; \`-- --save\` writes this page.

- ${machine.join('\n- ')}
- the store: ${options.runs.toLocaleString('en-US')} runs of the sample store; the terminal: 200×50, a real pseudo-terminal
- figures are medians; memory was watched for ${options.minutes} min

${formatMarkdown(rows)}
`;
  writeFileSync(page, text);
}

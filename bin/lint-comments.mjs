#!/usr/bin/env node
// Refuses comments longer than 110 columns, at which the formatter breaks code but not comments. A line that
// is one word, such as an address, may be longer.
import { globSync, readFileSync } from 'node:fs';

const columns = 110;
const comment = /^\s*(?:\/\/|\/\*|\*)\s*(.*)$/u;

const files = globSync(['{src,test,bin}/**/*.{ts,tsx,js}', 'bin/*.{cjs,mjs}'], {
  exclude: ['**/node_modules/**'],
});
const long = files.flatMap(file =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, at) => {
      const words = comment.exec(line)?.[1]?.trim();
      return line.length > columns && words?.includes(' ')
        ? [`${file}:${at + 1} has ${line.length} columns`]
        : [];
    }),
);
if (long.length > 0) {
  process.stderr.write(`comments take at most ${columns} columns:\n${long.join('\n')}\n`);
  process.exitCode = 1;
}

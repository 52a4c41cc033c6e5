import { readFileSync } from 'node:fs';

/**
 * The floor under a move: reads a key and writes the frame that comes next, with one write, and nothing else.
 */
const frames: unknown = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
if (!Array.isArray(frames)) throw new Error('not a list of frames');
let next = 0;
const writeNext = () => {
  if (next < frames.length) process.stdout.write(String(frames[next]));
  next += 1;
};
process.stdin.setRawMode(true);
process.stdin.on('data', keys => {
  for (const _ of keys) writeNext();
});
writeNext();

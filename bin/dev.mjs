#!/usr/bin/env node
// Runs the sources: for `npm run dev`.
const { runProgram } = await import('../src/cli/entry.ts');
process.exitCode = await runProgram();

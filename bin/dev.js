#!/usr/bin/env node
// Runs the sources: for `npm run dev`, and for tests that need a process of their own without a build.
const { runProgram } = await import('../src/cli/entry.ts');
process.exitCode = await runProgram();

#!/usr/bin/env node
import module from 'node:module';

// Start-up counts for a command line: compiled code is kept between calls.
module.enableCompileCache?.();

const { runCommandLine } = await import('./command-line.ts');
process.exitCode = await runCommandLine(process.argv.slice(2));

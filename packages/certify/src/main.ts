#!/usr/bin/env node
import { certifyFrom } from './command-line.ts';

process.exitCode = await certifyFrom({
  argv: process.argv.slice(2),
  say: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
});

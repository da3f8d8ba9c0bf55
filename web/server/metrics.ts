import type { Request, Response } from 'express';

/** This process in Prometheus' text format. */
export function answerMetrics(_req: Request, res: Response): void {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  res
    .type('text/plain; version=0.0.4; charset=utf-8')
    .send(
      [
        ...metric('process_resident_memory_bytes', 'gauge', 'Resident memory size in bytes.', rss),
        ...metric('nodejs_heap_size_used_bytes', 'gauge', 'Heap that is used, in bytes.', heapUsed),
        ...metric('process_cpu_seconds_total', 'counter', 'Processor time spent, in seconds.', (user + system) / 1e6),
        ...metric('process_uptime_seconds', 'gauge', 'How long the process runs, in seconds.', process.uptime()),
        '',
      ].join('\n'),
    );
}

const metric = (name: string, type: string, help: string, value: number): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
  `${name}{service="web"} ${value}`,
];

import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Trace } from '../engine/trace.ts';
import { type TraceRow, traceRows } from './trace-rows.ts';

/** A trace as the bytes of a Parquet file, with the columns of the CSV. */
export function traceParquet(trace: Trace): Uint8Array {
  const rows = [...traceRows(trace)];
  const column = <T>(of: (row: TraceRow) => T) => rows.map(of);
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: 'time_s', type: 'DOUBLE', nullable: false, data: column(({ time }) => time) },
      { name: 'kind', type: 'STRING', nullable: false, data: column(({ kind }) => kind) },
      { name: 'layer', type: 'INT32', nullable: false, data: column(({ layer }) => layer) },
      { name: 'neuron', type: 'INT32', nullable: false, data: column(({ neuron }) => neuron) },
      { name: 'step', type: 'INT32', nullable: true, data: column(({ step }) => step) },
      { name: 'v_plus', type: 'DOUBLE', nullable: true, data: column(({ plus }) => plus) },
      { name: 'v_minus', type: 'DOUBLE', nullable: true, data: column(({ minus }) => minus) },
    ],
  });
  return new Uint8Array(buffer);
}

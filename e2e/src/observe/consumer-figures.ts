import { ObservationFailed } from './get-json.js';

/** What one process of a service says of its part in a consumer group. */
export interface ConsumerFigures {
  /** Records that it carried out since it began. */
  readonly done: number;
  /** Records that it has taken in and not ended; it says so once a second. */
  readonly inFlight: number;
}

/** Asks one process for its metrics. @param service where it answers */
export async function consumerFigures(service: string, group: string): Promise<ConsumerFigures> {
  const response = await fetch(`${service}/metrics`);
  if (!response.ok) throw new ObservationFailed(`${service}/metrics answered ${response.status}`);
  return figuresIn(await response.text(), group);
}

/** Reads Prometheus’ text; of what was never counted there is no line. */
export function figuresIn(metrics: string, group: string): ConsumerFigures {
  const lines = metrics.split('\n').filter((line) => line.includes(`group="${group}"`));
  const sum = (name: string, label: string): number =>
    lines
      .filter((line) => line.startsWith(`${name}{`) && line.includes(label))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  return {
    done: sum('counterpart_records_total', 'verdict="done"'),
    inFlight: sum('counterpart_consumer', 'what="in-flight"'),
  };
}

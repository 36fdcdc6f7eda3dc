// The Erlang scripts inside a private node: one samples a queue, the other evaluates requests. The server evaluates both
// at every start. A sample costs microseconds inside the node, but about one second of CPU time with rabbitmqctl. A
// container has no directory in common with us: there, each sample is a request.

import { controlScript } from "./control-script.ts";
import { BIND_CONSISTENT, erlangBinary } from "./expressions.ts";

/** The environment variable with the path of the directory of the scripts. */
export const SAMPLER_DIRECTORY = "FAIRHARE_SAMPLER";

/**
 * For the server's `-eval`. Each script runs in a separate Erlang process, so that an error in it does not end the node.
 * Without spaces, because the start script splits its arguments at spaces.
 */
export const START_SCRIPTS = `[spawn(fun()->file:script(filename:join(os:getenv("${SAMPLER_DIRECTORY}"),File))end)||File<-["sampler.erl","control.erl"]].`;

export const CONTROL_SCRIPT = controlScript(SAMPLER_DIRECTORY);

/** Equal to the orchestrator's interval for reading samples. */
export const INTERVAL_MS = 250;
/** A leader confirms with a majority within milliseconds; without a majority there is no sample. */
const CONSISTENT_TIMEOUT_MS = 2_000;
/** Times the duration of the last sample: a sample of hundreds of queues must not load the node. */
export const PAUSE_PER_SAMPLE = 4;

/**
 * Binds `Figures` to a function of the names of queues. Its value is a list: time in nanoseconds, messages ready, messages
 * unacknowledged, bytes of the processes of the queues, all three as sums, then bytes of the whole node, and of its
 * binaries. The statistics of a quorum queue may be five seconds old, so it queries the state machine. With several
 * replicas, it queries the leader, which first confirms with a majority that it leads: a node that was cut off must not
 * report an old state. The clock is the monotonic clock of the operating system (CLOCK_MONOTONIC on Linux).
 */
const BIND_FIGURES = `${BIND_CONSISTENT}
Depth = fun(Queue) ->
  case amqqueue:get_type(Queue) of
    rabbit_quorum_queue ->
      [{memory, Bytes}] = rabbit_quorum_queue:info(Queue, [memory]),
      case maps:get(nodes, amqqueue:get_type_state(Queue)) of
        Nodes when length(Nodes) =:= 1; map_size(Nodes) =:= 1 ->
          Count = fun(State) -> {rabbit_fifo:query_messages_ready(State), rabbit_fifo:query_messages_total(State)} end,
          {ok, {_, {Ready, All}}, _} = ra:local_query(amqqueue:get_pid(Queue), Count),
          {Ready, All - Ready, Bytes};
        _ ->
          {ok, Overview, _} = Consistent(amqqueue:get_pid(Queue), rabbit_fifo, overview, ${CONSISTENT_TIMEOUT_MS}),
          #{num_ready_messages := Ready, num_checked_out := Unacked} = Overview,
          {Ready, Unacked, Bytes}
      end;
    _ ->
      Items = [messages_ready, messages_unacknowledged, memory],
      [{_, Ready}, {_, Unacked}, {_, Bytes}] = rabbit_amqqueue:info(Queue, Items),
      {Ready, Unacked, Bytes}
  end
end,
DepthOf = fun(Name) ->
  {ok, Queue} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, Name)),
  Depth(Queue)
end,
Figures = fun(Names) ->
  {Readies, Unackeds, Sizes} = lists:unzip3(lists:map(DepthOf, Names)),
  {Ready, Unacked, Bytes} = {lists:sum(Readies), lists:sum(Unackeds), lists:sum(Sizes)},
  [os:perf_counter(nanosecond), Ready, Unacked, Bytes, erlang:memory(total), erlang:memory(binary)]
end,`;

/** Its value is a text: the figures of the queues with spaces between them. */
export const sampleExpression = (queues: readonly string[]): string =>
  `${BIND_FIGURES}
lists:flatten(io_lib:format("~w ~w ~w ~w ~w ~w", Figures([${queues.map(erlangBinary).join(", ")}]))).`;

/**
 * While the file `queue` exists, with the name of a file and of one or more queues in its lines, the script appends a line
 * with the figures of the queues to that file.
 */
export const SAMPLER_SCRIPT = `
Directory = os:getenv("${SAMPLER_DIRECTORY}"),${BIND_FIGURES}
Sample = fun(File, Names) ->
  Line = io_lib:format("~w ~w ~w ~w ~w ~w~n", Figures(Names)),
  file:write_file(filename:join(Directory, File), Line, [append])
end,
Run = fun Loop() ->
  Began = erlang:monotonic_time(millisecond),
  case file:read_file(filename:join(Directory, "queue")) of
    {ok, Request} ->
      [File | Names] = binary:split(Request, <<"\\n">>, [global]),
      catch Sample(File, Names);
    _ -> not_requested
  end,
  Took = erlang:monotonic_time(millisecond) - Began,
  timer:sleep(max(${INTERVAL_MS}, ${PAUSE_PER_SAMPLE} * Took)),
  Loop()
end,
Run().
`;

// The Erlang script that samples a queue inside a private node; the server evaluates it at every start. A sample costs
// microseconds inside the node, but about one second of CPU time with rabbitmqctl.

/** The environment variable with the path of the sampler's directory. */
export const SAMPLER_DIRECTORY = "FAIRHARE_SAMPLER";

/**
 * For the server's `-eval`. The script runs in a separate Erlang process, so that an error in it does not end the node.
 * Without spaces, because the start script splits its arguments at spaces.
 */
export const START_SAMPLER = `spawn(fun()->file:script(filename:join(os:getenv("${SAMPLER_DIRECTORY}"),"sampler.erl"))end).`;

/** Equal to the orchestrator's interval for reading samples. */
const INTERVAL_MS = 250;
/** Times the duration of the last sample: a sample of hundreds of queues must not load the node. */
const PAUSE_PER_SAMPLE = 4;

/**
 * While the file `queue` exists, with the name of a file and of one or more queues in its lines, the script appends a line
 * to that file: time in nanoseconds, messages ready, messages unacknowledged, bytes of the processes of the queues, all three
 * as sums, then bytes of the whole node, and of its binaries. The statistics of a quorum queue may be five seconds old, so the script queries its state machine. The
 * clock is the monotonic clock of the operating system (CLOCK_MONOTONIC on Linux).
 */
export const SAMPLER_SCRIPT = `
Directory = os:getenv("${SAMPLER_DIRECTORY}"),
Depth = fun(Queue) ->
  case amqqueue:get_type(Queue) of
    rabbit_quorum_queue ->
      Count = fun(State) -> {rabbit_fifo:query_messages_ready(State), rabbit_fifo:query_messages_total(State)} end,
      {ok, {_, {Ready, All}}, _} = ra:local_query(amqqueue:get_pid(Queue), Count),
      [{memory, Bytes}] = rabbit_quorum_queue:info(Queue, [memory]),
      {Ready, All - Ready, Bytes};
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
Sample = fun(File, Names) ->
  {Readies, Unackeds, Sizes} = lists:unzip3(lists:map(DepthOf, Names)),
  {Ready, Unacked, Bytes} = {lists:sum(Readies), lists:sum(Unackeds), lists:sum(Sizes)},
  Figures = [os:perf_counter(nanosecond), Ready, Unacked, Bytes, erlang:memory(total), erlang:memory(binary)],
  Line = io_lib:format("~w ~w ~w ~w ~w ~w~n", Figures),
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

// The environment of all processes of a private node: server, epmd and rabbitmqctl. It lists the inherited variables,
// not the excluded ones, because RabbitMQ's scripts also read variables without the prefix RABBITMQ_.
import type { Environment } from "../../broker.ts";
import { NODE_MARKER } from "../../guardian/marked-processes.ts";
import { SAMPLER_DIRECTORY, START_SCRIPTS } from "../../control/sampler-script.ts";
import type { NodeIdentity, NodeLayout } from "./layout.ts";

const PASSED_ON = ["PATH", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH"];

export function nodeEnvironment(identity: NodeIdentity, layout: NodeLayout, env: Environment): Record<string, string> {
  const inherited = PASSED_ON.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
  return {
    ...Object.fromEntries(inherited),
    LANG: env["LANG"] ?? "C.UTF-8",
    HOME: layout.home,
    [NODE_MARKER]: identity.id,
    RABBITMQ_NODENAME: identity.erlangName,
    RABBITMQ_MNESIA_BASE: layout.data,
    RABBITMQ_LOG_BASE: layout.root,
    RABBITMQ_LOGS: layout.log,
    RABBITMQ_CONFIG_FILE: layout.config,
    RABBITMQ_ADVANCED_CONFIG_FILE: layout.advancedConfig,
    // Neither path exists; without these settings, the machine's configuration in /etc/rabbitmq would be read.
    RABBITMQ_CONFIG_FILES: `${layout.root}/conf.d`,
    RABBITMQ_CONF_ENV_FILE: `${layout.root}/rabbitmq-env.conf`,
    RABBITMQ_ENABLED_PLUGINS_FILE: layout.plugins,
    RABBITMQ_PID_FILE: layout.pidFile,
    RABBITMQ_DIST_PORT: String(identity.distributionPort),
    ERL_EPMD_PORT: String(identity.epmdPort),
    ERL_EPMD_ADDRESS: "127.0.0.1",
    // Applies to every Erlang machine of the node, including short-lived ones.
    ERL_AFLAGS: "-kernel inet_dist_use_interface {127,0,0,1}",
    // Without this flag, OTP up to 25 lists hundreds of directories for each module, which costs one second of the
    // start.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `-cache_boot_paths -eval ${START_SCRIPTS}`,
    [SAMPLER_DIRECTORY]: layout.sampler,
    // The log explains a failed start; a crash dump takes seconds and is never read.
    ERL_CRASH_DUMP_SECONDS: "0",
  };
}

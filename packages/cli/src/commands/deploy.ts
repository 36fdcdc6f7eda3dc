// `deploy`: parses its flags; ../deploy renders and writes the files.
import { Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import type { DeployFlags } from "../deploy/deploy-plan.ts";

export const createDeployCommand = (cli: Cli): Command =>
  new Command("deploy")
    .summary("write the files of a fleet for Kubernetes, Swarm or Compose")
    .description(
      "Writes the files with which Kubernetes, Docker Swarm or Docker Compose runs an orchestrator and its agents. The flags of the run come after --, and are checked. Starts nothing.",
    )
    .argument("[FLAGS...]", "flags of the run, after --")
    .addOption(new Option("--engine <ENGINE>", "kubernetes, swarm or compose"))
    .addOption(new Option("--agents <N>", "number of agents (default: 2)"))
    .addOption(new Option("--image <NAME>", "image of orchestrator and agents (default: fairhare)"))
    .addOption(
      new Option("--uri <URI>", "URI of the broker (default: a RabbitMQ in the files; on Kubernetes, the secret)"),
    )
    .addOption(
      new Option(
        "--rabbitmq-secret <NAME>",
        "Kubernetes: secret of RabbitMQ's cluster operator (default: rabbitmq-default-user)",
      ),
    )
    .addOption(new Option("--namespace <NAME>", "Kubernetes: namespace (default: the one of the context)"))
    .addOption(new Option("--output <DIR>", "directory to write to (default: -, standard output, without secrets)"))
    .action(async (runWords: readonly string[], flags: DeployFlags) => {
      const { readDeployPlan } = await import("../deploy/deploy-plan.ts");
      const deployment = readDeployPlan(runWords, flags, cli);
      const { writeDeployment } = await import("../deploy/write-deployment.ts");
      writeDeployment(deployment, flags.output ?? "-", cli);
    });

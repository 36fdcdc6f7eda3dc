import { describe, expect, test } from "vitest";
import { adviceFor, type BrokerFacts, planBroker } from "./plan-broker.mjs";

const nothing: BrokerFacts = { uri: null, server: null, docker: null, apt: null, brew: false, packageManagers: [] };
const serving = { shown: "amqp://me:***@mq", failure: null, product: "RabbitMQ 4.1.0" };
const silent = { shown: "amqp://me:***@mq", failure: "Nothing listens there.", product: "" };
const installed = { path: "/usr/lib/rabbitmq/bin/rabbitmq-server", failure: null };
const misnamed = { path: "", failure: "FAIRHARE_RABBITMQ_SERVER names /nothing, which does not exist." };

describe("the way to a broker", () => {
  test("a broker that is ready at AMQP_URL has priority", () => {
    const step = planBroker({ ...nothing, uri: serving, server: installed, docker: "28.0", apt: "root" });
    expect(step).toEqual({ do: "use", what: "RabbitMQ 4.1.0 at AMQP_URL amqp://me:***@mq" });
  });

  test("an installed server comes before Docker", () => {
    const step = planBroker({ ...nothing, server: installed, docker: "28.0" });
    expect(step).toEqual({ do: "use", what: "RabbitMQ is installed: /usr/lib/rabbitmq/bin/rabbitmq-server" });
  });

  test("Docker comes before an installation", () => {
    expect(planBroker({ ...nothing, docker: "28.0", apt: "root" })).toMatchObject({ do: "use" });
  });

  test("root installs with apt", () => {
    expect(planBroker({ ...nothing, apt: "root", brew: true })).toEqual({ do: "install", with: "apt", sudo: false });
  });

  test("sudo without a password installs with apt", () => {
    expect(planBroker({ ...nothing, apt: "sudo" })).toEqual({ do: "install", with: "apt", sudo: true });
  });

  test("Homebrew installs where there is no apt", () => {
    expect(planBroker({ ...nothing, brew: true })).toEqual({ do: "install", with: "brew", sudo: false });
  });

  test("without permission to install, the advice is the command to type", () => {
    const step = planBroker({ ...nothing, packageManagers: ["apt-get"] });
    expect(step).toMatchObject({
      do: "give-up",
      advice: expect.stringContaining("sudo sh bench/setup/apt-install.sh"),
    });
  });

  test("a broker at AMQP_URL that is not ready gives a warning, and the search continues", () => {
    const step = planBroker({ ...nothing, uri: silent, server: installed });
    expect(step).toMatchObject({ do: "use", warning: expect.stringContaining("Nothing listens there.") });
  });

  test("an invalid FAIRHARE_RABBITMQ_SERVER ends the search with its own error", () => {
    const step = planBroker({ ...nothing, server: misnamed, docker: "28.0", apt: "root" });
    expect(step).toEqual({ do: "give-up", advice: misnamed.failure });
  });
});

describe("the advice", () => {
  test("names the command of the package manager that is there", () => {
    expect(adviceFor(["dnf"])).toContain("sudo dnf install -y rabbitmq-server");
    expect(adviceFor(["dnf"])).not.toContain("apt-install");
  });

  test("names the download page where no package manager is known", () => {
    expect(adviceFor([])).toContain("https://www.rabbitmq.com/docs/download");
  });
});

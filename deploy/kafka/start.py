"""Run a one-node Apache Kafka broker (KRaft) from Maven Central's jars, without Docker: for trying out and for the tests.

    python deploy/kafka/start.py --data DIR [--port 9092]

Ends on Ctrl-C or SIGTERM. A folder that holds a broker's data already is used as it is. Not for production: one node keeps
one copy of every record; there, run the three nodes that Kafka's own documentation asks for.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIBS = HERE / "target" / "libs"
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
log.dirs={data}/log
num.partitions=4
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
# A restarted broker on one machine is found again sooner than with the defaults for clusters.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
"""
LOGGING = """\
rootLogger.level=WARN
rootLogger.appenderRef.console.ref=console
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d %p %c: %m%n
"""


def prepare() -> None:
    """Fetch the jars once."""
    if LIBS.is_dir() and any(LIBS.glob("kafka_2.13-*.jar")):
        return
    for tool in ("mvn", "java"):
        if shutil.which(tool) is None:
            sys.exit(f"start.py: {tool} is not installed; on Debian: apt-get install maven openjdk-17-jre-headless")
    subprocess.run(["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "package"], check=True)


def configure(data: Path, port: int) -> Path:
    """Write the broker's properties, and format its folder if it is new."""
    data.mkdir(parents=True, exist_ok=True)
    properties = data / "server.properties"
    properties.write_text(PROPERTIES.format(port=port, controller=port + 1, data=data), encoding="utf-8")
    (data / "log4j2.properties").write_text(LOGGING, encoding="utf-8")
    if not (data / "log" / "meta.properties").exists():
        storage = java(data, "64m", "kafka.tools.StorageTool")
        identity = subprocess.run([*storage, "random-uuid"], check=True, capture_output=True, text=True).stdout.split()[-1]
        subprocess.run([*storage, "format", "-t", identity, "-c", str(properties)], check=True, stdout=subprocess.DEVNULL)
    return properties


def java(data: Path, heap: str, main: str) -> list[str]:
    logging = f"-Dlog4j2.configurationFile=file:{data / 'log4j2.properties'}"
    return ["java", f"-Xmx{heap}", logging, "-cp", f"{LIBS}/*", main]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder for the broker's records")
    parser.add_argument("--port", type=int, default=9092, help="of the broker; the controller takes the next one")
    parser.add_argument("--prepare", action="store_true", help="only fetch the jars")
    options = parser.parse_args()
    prepare()
    if options.prepare:
        return
    data = options.data.resolve()
    properties = configure(data, options.port)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # In place of this process, so that whoever started us signals the broker itself.
    command = java(data, "512m", "kafka.Kafka")
    os.execvp(command[0], [*command, str(properties)])


if __name__ == "__main__":
    main()

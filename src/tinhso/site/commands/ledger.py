"""`tinhso ledger`: verify the whole log, seal what waits, print checkpoints and the public key."""

from __future__ import annotations

import argparse

from tinhso.site.start import start_django


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("ledger", help="the sealed log of everything that was done")
    acts = parser.add_subparsers(dest="act", required=True)
    verify_act = acts.add_parser("verify", help="re-hash every row and projection and name the first bad one")
    verify_act.add_argument("--all", action="store_true", help="name every fault, not only the first")
    verify_act.set_defaults(run=verify)
    seal_act = acts.add_parser("seal", help="seal what waits and sign a checkpoint")
    seal_act.set_defaults(run=seal)
    checkpoint_act = acts.add_parser("checkpoint", help="print the latest checkpoint (C2SP signed note)")
    checkpoint_act.set_defaults(run=checkpoint)
    key_act = acts.add_parser("key", help="print the public key that checkpoints are verified with")
    key_act.set_defaults(run=key)


def verify(options: argparse.Namespace) -> int:
    from tinhso.engines.trust import api as trust

    start_django()
    vietnamese = options.lang == "vi"
    faults = 0
    for fault in trust.verify_log(lambda text: print(text, flush=True)):
        faults += 1
        print(f"{fault.table} {fault.row}: {fault.what_vi if vietnamese else fault.what_en}")
        if not options.all:
            break
    if faults:
        return 1
    print("Sổ nguyên vẹn." if vietnamese else "The ledger is intact.")
    return 0


def seal(options: argparse.Namespace) -> int:
    from tinhso.engines.trust import api as trust

    start_django()
    trust.seal_all()
    return checkpoint(options)


def checkpoint(options: argparse.Namespace) -> int:
    from tinhso.engines.trust import api as trust

    start_django()
    latest = trust.latest_checkpoint()
    print(
        latest.note if latest else ("Chưa có mốc niêm phong." if options.lang == "vi" else "No checkpoint yet."), end=""
    )
    return 0 if latest else 1


def key(options: argparse.Namespace) -> int:
    from tinhso.engines.trust import api as trust

    start_django()
    print(trust.verifier_key())
    return 0

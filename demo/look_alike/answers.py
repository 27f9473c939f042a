"""The JSON that the two services answer with: predictions bare and wrapped, lists, errors. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from demo.look_alike.runs import Run

NOT_FOUND: Mapping[str, object] = {"detail": "The requested resource could not be found."}
UNAUTHENTICATED: Mapping[str, object] = {
    "title": "Unauthenticated",
    "detail": "You did not pass a valid authentication token",
    "status": 401,
}
INVALID_TOKEN: Mapping[str, object] = {
    "error": {
        "message": "invalid token (request id: demo)",
        "type": "comet_api_error",
        "param": "",
        "code": "",
    }
}
TASK_NOT_EXIST: Mapping[str, object] = {"code": "task_not_exist", "message": "task_not_exist", "data": None}

_TASK_STATUS: Mapping[str, str] = {
    "starting": "QUEUED",
    "processing": "IN_PROGRESS",
    "succeeded": "SUCCESS",
}


def prediction(run: Run, now_s: float, delivery: str) -> dict[str, object]:
    """Return a prediction as Replicate describes it (docs/flux.md)."""
    ended = run.ended(now_s)
    gone = ended and run.forgotten(now_s)
    status = run.status(now_s)
    answer: dict[str, object] = {
        "id": run.id,
        "model": run.model.path,
        "version": "hidden",
        "input": {} if gone else dict(run.input),
        "logs": "" if gone else run.log(now_s),
        "output": run.output(now_s, delivery),
        "data_removed": gone,
        "error": run.error if status == "failed" else None,
        "source": "api",
        "status": status,
        "created_at": _moment(run.created_at),
        # As captured: always Replicate's own addresses, whoever was asked (docs/flux.md).
        "urls": {
            "get": f"https://api.replicate.com/v1/predictions/{run.id}",
            "cancel": f"https://api.replicate.com/v1/predictions/{run.id}/cancel",
            "stream": f"https://stream.replicate.com/v1/files/demo-{run.id}",
            "web": f"https://replicate.com/p/{run.id}",
        },
    }
    if status not in {"starting", "aborted"}:
        answer["started_at"] = _moment(run.created_at + timedelta(seconds=min(0.1, run.duration_s)))
    if ended:
        answer["completed_at"] = _moment(run.ended_at())
        answer["metrics"] = _metrics(run, status)
    return answer


def wrapped(run: Run, now_s: float, delivery: str) -> dict[str, object]:
    """Return the same in CometAPI's envelope (docs/flux.md)."""
    status = run.status(now_s)
    return {
        "code": "success",
        "message": "",
        "data": {
            "task_id": run.id,
            "action": run.model.name,
            "status": _TASK_STATUS.get(status, "FAILURE"),
            "fail_reason": (run.error or "") if status == "failed" else "",
            "submit_time": int(run.created_at.timestamp()),
            "start_time": int(run.created_at.timestamp()),
            "finish_time": int(run.ended_at().timestamp()) if run.ended(now_s) else 0,
            "progress": f"{int(run.fraction(now_s) * 100)}%",
            "data": prediction(run, now_s, delivery),
        },
    }


def page(predictions: list[dict[str, object]], *, cursor: str | None = None) -> dict[str, object]:
    """Return one page of Replicate's list, newest first; ``cursor`` asks for the next one."""
    # As documented: Replicate's own address, whoever was asked.
    following = None if cursor is None else f"https://api.replicate.com/v1/predictions?cursor={cursor}"
    return {"next": following, "previous": None, "results": predictions}


def _metrics(run: Run, status: str) -> dict[str, object]:
    seconds = max(0.0, (run.ended_at() - run.created_at).total_seconds())
    metrics: dict[str, object] = {"predict_time": round(seconds * 0.8, 9), "total_time": round(seconds, 9)}
    if status == "succeeded":
        metrics["image_count"] = run.safe
    return metrics


def _moment(when: datetime) -> str:
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")

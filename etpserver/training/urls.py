"""The paths of the training; each works with and without its last slash."""

from django.urls import URLPattern, re_path

from etpserver.training.views import attempts, exercises, trainees

ROOT = "^_etp/training"
EXERCISE, TRAINEE = "(?P<exercise>[^/]+)", "(?P<trainee>[^/]+)"
ONE = rf"{ROOT}/trainees/{TRAINEE}/exercises/{EXERCISE}"

urlpatterns: list[URLPattern] = [
    re_path(rf"{ROOT}/exercises/?\Z", exercises.ExercisesView.as_view()),
    re_path(rf"{ROOT}/exercises/{EXERCISE}/?\Z", exercises.ExerciseView.as_view()),
    re_path(
        rf"{ROOT}/exercises/{EXERCISE}/files/(?P<file>[^/]+)/?\Z",
        exercises.ExerciseFileView.as_view(),
    ),
    re_path(rf"{ROOT}/trainees/?\Z", trainees.TraineesView.as_view()),
    re_path(rf"{ROOT}/trainees/{TRAINEE}/?\Z", trainees.TraineeView.as_view()),
    re_path(rf"{ONE}/?\Z", attempts.TraineeExerciseView.as_view()),
    re_path(rf"{ONE}/start/?\Z", attempts.StartView.as_view()),
    re_path(rf"{ONE}/hint/?\Z", attempts.HintView.as_view()),
    re_path(rf"{ONE}/check/?\Z", attempts.CheckView.as_view()),
    re_path(rf"{ONE}/solution/?\Z", attempts.SolutionView.as_view()),
]
